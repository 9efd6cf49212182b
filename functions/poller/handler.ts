import * as z from "zod";
import type { PollTimes } from "../../shared/inbound/application/poll-shard.ts";
import type { PollShard } from "../../shared/inbound/domain/polling.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";
import { TIMEOUTS } from "../../shared/names.ts";

/** The rules' input: which shard this invocation polls, and the minute that it is for. */
const eventSchema = z
  .object({ index: z.int().min(0), of: z.int().min(1), time: z.iso.datetime().transform(Date.parse) })
  .refine(({ index, of }) => index < of, "index must be below of");

/** A minute, and what the next invocation may be late, ms. Counted from the rule's time: late invocations end on time. */
const TURN = 65_000;
/** From the last call's begin to the function's timeout, and from the last try to keep its messages, ms. */
const DRAIN = 20_000;
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
    flush: () => deps.flush(),
  });
}
