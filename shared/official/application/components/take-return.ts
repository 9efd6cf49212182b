import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { AuthorizationLinks } from "../ports/authorization-links.ts";
import type { ComponentTasks } from "../ports/component-tasks.ts";
import type { SealCode } from "./seal-code.ts";

/** What the page to which an owner came back says. `taken`: the authorization is in work. */
export type Return = { readonly type: "taken"; readonly redirect?: string } | { readonly type: "unknown-link" };

/**
 * An owner came back from WeChat's authorization page with a code. It is queued as the event's is, so that the account is
 * registered also where the event is late or lost. Throws `unavailable`; the link is used up then, and the event does it.
 */
export function createTakeReturn(deps: {
  readonly authorizationLinks: Pick<AuthorizationLinks, "take">;
  readonly tasks: ComponentTasks;
  readonly sealCode: SealCode;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
}): (componentAppId: string, state: string, code: string) => Promise<Return> {
  return async (componentAppId, state, code) => {
    const now = deps.clock.now();
    const link = state === "" || code === "" ? undefined : await deps.authorizationLinks.take(state, now);
    if (link?.componentAppId !== componentAppId) return { type: "unknown-link" };
    const at = Math.floor(now / 1000) * 1000;
    const sealed = await deps.sealCode(componentAppId, code);
    await deps.tasks.add({ type: "authorized", by: "page", componentAppId, at, ...sealed });
    deps.metrics.count("AuthorizationReturned");
    return { type: "taken", ...(link.redirect === undefined ? {} : { redirect: link.redirect }) };
  };
}
