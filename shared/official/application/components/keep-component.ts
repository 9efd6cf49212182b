import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { Component } from "../../domain/component.ts";
import { changedKeys } from "../../domain/credentials-change.ts";
import type { Components } from "../ports/components.ts";
import type { CallbackKeyRows } from "../ports/credential-rows.ts";

/** What an operator sets of a third-party platform; what is left out stays. `loginPage: null`: WeChat's own. */
export type ComponentChange = {
  readonly name?: string | undefined;
  readonly appSecret?: string | undefined;
  readonly token?: string | undefined;
  readonly encodingAesKey?: string | undefined;
  /** Seconds for which the pair of keys that is replaced is still accepted. */
  readonly keepOldFor?: number | undefined;
  readonly loginPage?: string | null | undefined;
  /** The change is made only from this revision. */
  readonly revision?: number | undefined;
};

/**
 * Keeps what an operator gives of a third-party platform. The keys of its callbacks are a row like an account's, so that
 * the public functions open them and nothing else. Throws `invalid-input` for what is missing at first, `conflict` for
 * another revision; a change that was broken off is finished by the same change again.
 */
export function createKeepComponent(deps: {
  readonly components: Pick<Components, "get" | "credentialOf" | "put">;
  readonly callbackKeyRows: CallbackKeyRows;
  readonly clock: Pick<Clock, "now">;
}): (componentAppId: string, change: ComponentChange) => Promise<Component> {
  const { components, callbackKeyRows } = deps;

  async function keepKeys(componentAppId: string, change: ComponentChange, now: number): Promise<void> {
    const { token, encodingAesKey, keepOldFor } = change;
    const row = await callbackKeyRows.get(componentAppId);
    if (row?.value && token === undefined && encodingAesKey === undefined) return;
    const wanted = {
      mode: "safe" as const,
      ...(token === undefined ? {} : { token }),
      ...(encodingAesKey === undefined ? {} : { encodingAesKey }),
      ...(keepOldFor === undefined ? {} : { keepOldFor }),
    };
    const next = changedKeys(componentAppId, row?.value, wanted, now);
    if (!(await callbackKeyRows.put(componentAppId, next, row?.revision ?? 0))) throw changedMeanwhile(componentAppId);
  }

  return async (componentAppId, change) => {
    const present = await components.get(componentAppId);
    const revision = present?.revision ?? 0;
    if (change.revision !== undefined && change.revision !== revision) throw changedMeanwhile(componentAppId);
    const appSecret = change.appSecret ?? (await components.credentialOf(componentAppId))?.appSecret;
    if (appSecret === undefined) throw missing("appSecret");
    const now = deps.clock.now();
    await keepKeys(componentAppId, change, now);
    const loginPage = change.loginPage === undefined ? present?.loginPage : (change.loginPage ?? undefined);
    const next = {
      componentAppId,
      name: change.name ?? present?.name ?? "",
      ...(loginPage === undefined ? {} : { loginPage }),
      updatedAt: now,
    };
    const put = await components.put(next, appSecret, revision);
    if (!put) throw changedMeanwhile(componentAppId);
    return put;
  };
}

function changedMeanwhile(componentAppId: string): AppError {
  const message = `the third-party platform '${componentAppId}' was changed meanwhile: look at it and try again`;
  return new AppError("conflict", message, { details: { component: componentAppId } });
}

function missing(path: string): AppError {
  const message = "is needed: the platform is not stored yet";
  return new AppError("invalid-input", `${path}: ${message}`, { details: { issues: [{ path, message }] } });
}
