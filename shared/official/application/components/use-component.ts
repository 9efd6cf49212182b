import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { keysOfComponent } from "../../domain/credentials-change.ts";
import type { ComponentAccounts } from "../ports/component-credentials.ts";
import type { AppCredentialRows, CallbackKeyRows, CredentialRows } from "../ports/credential-rows.ts";

/**
 * Gives an account the credential of its platform. What is kept is compared first: a repetition writes nothing. An
 * account that had a secret of its own is called by the platform from now on, as its owner wants it.
 */
export function createUseComponent(deps: {
  readonly credentialRows: AppCredentialRows;
  readonly callbackKeyRows: CallbackKeyRows;
  readonly clock: Pick<Clock, "now">;
}): ComponentAccounts {
  return {
    async useComponent(appId, componentAppId, originalId) {
      await change(deps.credentialRows, appId, (kept) =>
        kept?.kind === "component" && kept.componentAppId === componentAppId
          ? kept
          : { kind: "component" as const, componentAppId, setAt: deps.clock.now() },
      );
      await change(deps.callbackKeyRows, appId, (kept) => ({
        ...keysOfComponent(componentAppId, kept, {}),
        originalId,
      }));
    },
  };
}

/** Writes what a row becomes, where that is another value. */
async function change<T>(rows: CredentialRows<T>, appId: string, next: (kept: T | undefined) => T): Promise<void> {
  const row = await rows.get(appId);
  const value = next(row?.value);
  // Equal values that are written in another order are written once more, which changes nothing.
  if (JSON.stringify(value) === JSON.stringify(row?.value)) return;
  if (await rows.put(appId, value, row?.revision ?? 0)) return;
  throw new AppError("conflict", "an account's credentials were changed at the same time", {
    retryable: true,
    details: { appId },
  });
}
