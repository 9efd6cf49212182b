import { surelyFollows } from "../../domain/authorization.ts";
import type { ComponentTask } from "../../domain/component-task.ts";
import type { AuthorizationStore } from "../ports/authorizations.ts";
import type { ConfirmAuthorization } from "./confirm.ts";
import type { SettleWithdrawn } from "./settle.ts";

type UnauthorizedTask = Extract<ComponentTask, { type: "unauthorized" }>;

/**
 * An owner took the authorization back. The event stands where it surely follows what is stored; otherwise WeChat says
 * how it is. Of a platform that the account is not given to (any more) it changes nothing.
 */
export function createWithdraw(deps: {
  readonly authorizations: AuthorizationStore;
  readonly confirm: ConfirmAuthorization;
  readonly settleWithdrawn: SettleWithdrawn;
}): (task: UnauthorizedTask) => Promise<void> {
  return async ({ componentAppId, appId, at }) => {
    const stored = await deps.authorizations.get(appId);
    if (stored && stored.componentAppId !== componentAppId) return;
    if (!surelyFollows(stored, { componentAppId, at })) return deps.confirm(componentAppId, appId, at);
    const next = { appId, componentAppId, state: "withdrawn", changedAt: at, funcs: [] } as const;
    const put = await deps.authorizations.put(next, undefined, stored?.revision ?? 0);
    return put ? deps.settleWithdrawn(put) : deps.confirm(componentAppId, appId, at);
  };
}
