import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";

/** Passes signs of life of accounts on; those of one account that come close together cost one call. Never throws. */
export type NotePulse = (appId: string) => Promise<void>;

/** @param every ms in which one sign of an account is enough */
export function createNotePulse(deps: {
  readonly note: (appId: string, at: number) => Promise<void>;
  readonly every: number;
  readonly clock: Clock;
  readonly log: Log;
}): NotePulse {
  const noted = new Map<string, number>();
  return async (appId) => {
    const now = deps.clock.now();
    if (now - (noted.get(appId) ?? Number.NEGATIVE_INFINITY) < deps.every) return;
    noted.set(appId, now);
    try {
      await deps.note(appId, now);
    } catch (error) {
      noted.delete(appId);
      deps.log.error("a sign of life was not passed on; the account's beat asks anyway", error, { appId });
    }
  };
}
