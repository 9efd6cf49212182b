import type { Leases } from "../../../kernel/application/ports/leases.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { surelyFollows } from "../../domain/authorization.ts";
import type { ComponentTask } from "../../domain/component-task.ts";
import type { AuthorizationStore } from "../ports/authorizations.ts";
import type { AuthorizerGrant, ComponentPlatform } from "../ports/component-platform.ts";
import type { ConfirmAuthorization } from "./confirm.ts";
import type { OpenCode } from "./seal-code.ts";

export type AuthorizeDeps = {
  readonly authorizations: AuthorizationStore;
  readonly platform: Pick<ComponentPlatform, "exchange">;
  readonly openCode: OpenCode;
  readonly confirm: ConfirmAuthorization;
  /** Compares with the platform's list, where it is not known of which account a code was. */
  readonly reconcile: (componentAppId: string) => Promise<void>;
  readonly leases: Pick<Leases, "acquire">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

type AuthorizedTask = Extract<ComponentTask, { type: "authorized" }>;

/** How long the event and the page know of each other that one of them has exchanged their code, ms. */
const CODE_LIFE = 86_400_000;

/**
 * Exchanges an authorization code, once: WeChat takes it once, and gives the refresh token once. The token is stored
 * before anything else is done with it. Where a crash lay between the exchange and the storing, WeChat refuses the code
 * at the next try, and the token is read back (`confirm`, or the whole list where the account is not known).
 */
export function createAuthorize(deps: AuthorizeDeps): (task: AuthorizedTask) => Promise<void> {
  const { authorizations, platform, confirm, metrics, log } = deps;

  /** Stores what was granted, unless something as new is stored: WeChat says then how it is. */
  async function accept(componentAppId: string, grant: AuthorizerGrant, at: number): Promise<void> {
    const { appId, refreshToken, funcs } = grant;
    const stored = await authorizations.get(appId);
    if (!surelyFollows(stored, { componentAppId, at })) return;
    const next = { appId, componentAppId, state: "authorized", changedAt: at, funcs } as const;
    if (await authorizations.put(next, refreshToken, stored?.revision ?? 0)) metrics.count("AuthorizationAccepted");
    else await accept(componentAppId, grant, at);
  }

  return async (task) => {
    const { componentAppId, appId, by, at, codeHash } = task;
    if (appId !== undefined) {
      const stored = await authorizations.get(appId);
      if (!surelyFollows(stored, { componentAppId, at })) return confirm(componentAppId, appId, at);
    }
    const name = `component-code#${componentAppId}#${codeHash}`;
    if (!(await deps.leases.acquire(name, by, CODE_LIFE, deps.clock.now()))) {
      // The other one exchanges the code, and is repeated until it did.
      if (appId !== undefined) await confirm(componentAppId, appId, at);
      return;
    }
    const grant = await platform.exchange(componentAppId, await deps.openCode(componentAppId, task));
    if (grant === "refused") {
      log.warn("WeChat does not take an authorization code: its account is read back", { componentAppId, appId, by });
      return appId === undefined ? deps.reconcile(componentAppId) : confirm(componentAppId, appId, at);
    }
    await accept(componentAppId, grant, at);
    await confirm(componentAppId, grant.appId, at);
  };
}
