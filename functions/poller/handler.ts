import * as z from "zod";
import type { PollTimes } from "../../shared/inbound/application/poll-shard.ts";
import type { PollShard } from "../../shared/inbound/domain/polling.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";
import { TIMEOUTS } from "../../shared/names.ts";

/** The input from the schedule: the shard that this invocation polls, and its minute. */
const eventSchema = z
  .object({ index: z.int().min(0), of: z.int().min(1), time: z.iso.datetime().transform(Date.parse) })
  .refine(({ index, of }) => index < of, "index must be below of");

/**
 * How long an invocation polls, ms: a minute, and as long as the next one may be late. It is counted from the schedule's
 * time, so that a late invocation ends on time.
 */
const TURN = 65_000;
/** Time that the last call has before the function's timeout, ms. */
const DRAIN = 20_000;
/** Time that the last try to store messages has before the function's timeout, ms. */
const RESERVE = 5000;

export type PollerDeps = Observability & {
  readonly poll: (shard: PollShard, times: PollTimes) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** Every minute, several at once: polls one shard of the accounts until the next invocation takes over. */
export function createHandler(deps: PollerDeps) {
  return scheduledHandler({
    async run(remainingMs, event) {
      const { time, ...shard } = eventSchema.parse(event);
      const now = deps.now();
      await deps.poll(shard, {
        stopAt: Math.min(time + TURN, now + remainingMs - DRAIN),
        giveUpAt: now + remainingMs - RESERVE,
        callTimeout: TIMEOUTS.pollCall * 1000,
      });
    },
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
