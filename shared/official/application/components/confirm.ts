import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { Authorization } from "../../domain/authorization.ts";
import type { AuthorizationStore, OpenedAuthorization } from "../ports/authorizations.ts";
import type { AuthorizerInfo, ComponentPlatform } from "../ports/component-platform.ts";
import type { SettleAuthorized, SettleWithdrawn } from "./settle.ts";

export type ConfirmDeps = {
  readonly authorizations: AuthorizationStore;
  readonly platform: Pick<ComponentPlatform, "info" | "list">;
  readonly settleAuthorized: SettleAuthorized;
  readonly settleWithdrawn: SettleWithdrawn;
  readonly metrics: Metrics;
};

/** Times that other writers may come between what was read and what is written. */
const ROUNDS = 5;

/**
 * Asks WeChat how it is with an account, stores it, and does what follows. WeChat's answer is the truth whatever order
 * events came in: it is written on condition that nothing else was, since what it was asked for was read before.
 */
export type ConfirmAuthorization = (componentAppId: string, appId: string, at: number) => Promise<void>;

export function createConfirmAuthorization(deps: ConfirmDeps): ConfirmAuthorization {
  const { authorizations, platform, metrics } = deps;

  /** Undefined: another writer came between. */
  async function authorized(
    { componentAppId, appId, at }: { componentAppId: string; appId: string; at: number },
    info: AuthorizerInfo,
  ): Promise<Authorization | undefined> {
    const stored = await authorizations.open(appId).catch(unreadable);
    if (stored?.componentAppId === componentAppId && isInForce(stored, info)) return withoutToken(stored);
    const current = stored ?? (await authorizations.get(appId));
    const kept = stored?.componentAppId === componentAppId && stored.state === "authorized" ? stored : undefined;
    const refreshToken = kept?.refreshToken ?? (await recovered(platform, componentAppId, appId, info));
    const changedAt = Math.max(at, current?.changedAt ?? 0);
    const state = refreshToken === undefined ? "lost" : "authorized";
    const next = { appId, componentAppId, state, changedAt, funcs: info.funcs } as const;
    if (current?.componentAppId === componentAppId && current.state === "lost" && state === "lost") return current;
    const put = await authorizations.put(next, refreshToken, current?.revision ?? 0);
    if (put) metrics.count(state === "lost" ? "AuthorizationLost" : "AuthorizationReadBack");
    return put;
  }

  /** True when the account is as WeChat says; false where another writer came between. */
  async function round(componentAppId: string, appId: string, at: number): Promise<boolean> {
    const before = await authorizations.get(appId);
    const isOthers = before !== undefined && before.componentAppId !== componentAppId;
    const info = await platform.info(componentAppId, appId);
    if (info) {
      // An account may be given to two platforms: the one that it was given to last calls in its name.
      if (isOthers && before.state !== "withdrawn" && at <= before.changedAt) return true;
      const authorization = await authorized({ componentAppId, appId, at }, info);
      if (authorization) await deps.settleAuthorized(authorization, info);
      return authorization !== undefined;
    }
    if (isOthers) return true;
    if (before?.state === "withdrawn") {
      await deps.settleWithdrawn(before);
      return true;
    }
    const changedAt = Math.max(at, before?.changedAt ?? 0);
    const next = { appId, componentAppId, state: "withdrawn", changedAt, funcs: [] } as const;
    const put = await authorizations.put(next, undefined, before?.revision ?? 0);
    if (put) await deps.settleWithdrawn(put);
    return put !== undefined;
  }

  return async (componentAppId, appId, at) => {
    for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
      if (await round(componentAppId, appId, at)) return;
    }
    throw new AppError("conflict", "an authorization was changed all the while", {
      retryable: true,
      details: { appId, component: componentAppId },
    });
  };
}

/** The token that WeChat tells with the account, else the one of the platform's list. */
async function recovered(
  platform: Pick<ComponentPlatform, "list">,
  componentAppId: string,
  appId: string,
  info: AuthorizerInfo,
): Promise<string | undefined> {
  if (info.refreshToken !== undefined) return info.refreshToken;
  for await (const page of platform.list(componentAppId)) {
    const token = page.find((listed) => listed.appId === appId)?.refreshToken;
    if (token !== undefined) return token;
  }
  return undefined;
}

/** Whether what is stored needs no change; a grant of other permissions is written anew. */
function isInForce({ state, refreshToken, funcs }: OpenedAuthorization, info: AuthorizerInfo): boolean {
  return state === "authorized" && refreshToken !== undefined && funcs.join() === info.funcs.join();
}

function withoutToken({ refreshToken: _token, ...authorization }: OpenedAuthorization): Authorization {
  return authorization;
}

/** A token that does not open (its data key is gone) is as good as lost: it is read back. */
function unreadable(error: unknown): undefined {
  if (error instanceof AppError && error.code === "internal") return undefined;
  throw error;
}
