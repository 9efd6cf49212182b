import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { SessionRows } from "./ports/session-rows.ts";
import type { EndSessionsOf } from "./ports/sessions.ts";

/** Ends all sessions of a person at an account that began before a time: one write, however many they are. */
export function createEndSessionsOf(deps: {
  readonly sessionRows: Pick<SessionRows, "endBefore">;
  readonly metrics: Metrics;
}): EndSessionsOf {
  return async (appId, openid, before) => {
    await deps.sessionRows.endBefore(appId, openid, before);
    deps.metrics.count("SessionsEnded");
  };
}

/** By so much the clocks of containers may differ, ms. */
const CLOCKS_DIFFER = 1000;

/** As above for what began up to now, by whatever container: what begins within the next second is ended as well. */
export function createEndSessionsNow(deps: {
  readonly sessionRows: Pick<SessionRows, "endBefore">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
}): (appId: string, openid: string) => Promise<void> {
  const endSessionsOf = createEndSessionsOf(deps);
  return (appId, openid) => endSessionsOf(appId, openid, deps.clock.now() + CLOCKS_DIFFER);
}
