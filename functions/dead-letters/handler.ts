import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";

/** Time for the messages in hand to become rows, and for the count, before the function's timeout, ms. */
const RESERVE = 20_000;

export type DeadLettersDeps = Observability & {
  readonly drain: (deadline: number) => Promise<void>;
  readonly watch: () => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** Every minute: turns what is in the dead-letter queues into rows, and counts the open ones. */
export function createHandler(deps: DeadLettersDeps) {
  return scheduledHandler({
    async run(remainingMs) {
      try {
        await deps.drain(deps.now() + remainingMs - RESERVE);
      } finally {
        await deps.watch();
      }
    },
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
