import { AppError } from "../../kernel/domain/errors.ts";
import { POLL_INTERVAL, pollBackoff } from "../domain/polling.ts";
import { createPollOnce, type PollOnceDeps } from "./poll-once.ts";

/** How long an account is polled. Times in epoch ms. */
export type PollTurn = {
  /** Whether a call may be begun now: false once another poller has the shard. Throws where that is not known. */
  readonly mayCall: () => Promise<boolean>;
  readonly startAt: number;
  /** No call is begun from here on. */
  readonly stopAt: number;
  /** Messages in hand are offered to queue and spool until then. */
  readonly giveUpAt: number;
  /** The longest that a call may take, ms. */
  readonly callTimeout: number;
};

/** Polls one account, one call after the other (`createPollOnce`), a failing one ever less often. */
export function createPollAccount(deps: PollOnceDeps): (appId: string, turn: PollTurn) => Promise<void> {
  const { clock, metrics, log } = deps;
  const open = createPollOnce(deps);

  return async (appId, { mayCall, startAt, stopAt, giveUpAt, callTimeout }) => {
    const pollOnce = open(appId, giveUpAt);
    let failures = 0;
    for (let next = startAt; ; ) {
      // A call that may hang would keep the next poller from all accounts of the shard.
      const lastCall = failures > 0 ? stopAt - callTimeout : stopAt;
      if (next >= lastCall) return;
      await clock.sleep(Math.max(0, next - clock.now()));
      const begun = clock.now();
      if (begun >= lastCall) return;
      try {
        if (!(await mayCall())) return;
        await pollOnce();
        failures = 0;
        next = Math.max(begun + POLL_INTERVAL, clock.now());
      } catch (error) {
        failures += 1;
        metrics.count("PollFailed", 1, { reason: error instanceof AppError ? error.code : "internal" });
        if (failures === 1) log.error("an account cannot be polled; it is asked less often", error, { appId });
        next = clock.now() + pollBackoff(failures);
      }
    }
  };
}
