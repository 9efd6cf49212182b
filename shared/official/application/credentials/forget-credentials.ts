import { AppError } from "../../../kernel/domain/errors.ts";
import type { AppCredentialRows, CallbackKeyRows, CredentialRows } from "../ports/credential-rows.ts";

/** How often a row is tried that others change at the same time. */
const TRIES = 5;

/**
 * Removes what is kept of an account that goes: the keys first, so that no message comes in that could not be answered.
 * Both rows get another revision in any case, which fences a change that read them before. Throws `conflict` where
 * others go on changing them.
 */
export function createForgetCredentials(deps: {
  readonly keys: CallbackKeyRows;
  readonly secrets: AppCredentialRows;
}): (appId: string) => Promise<void> {
  return async (appId) => {
    await forget(deps.keys, appId);
    await forget(deps.secrets, appId);
  };
}

async function forget<T>(rows: CredentialRows<T>, appId: string): Promise<void> {
  for (let n = 0; n < TRIES; n++) {
    const row = await rows.get(appId);
    if (await rows.put(appId, undefined, row?.revision ?? 0)) return;
  }
  const message = `the credentials of '${appId}' are changed again and again: try later`;
  throw new AppError("conflict", message, { retryable: true, details: { appId } });
}
