import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Allowances } from "./ports/allowances.ts";
import type { DeadLetters } from "./ports/store.ts";

/**
 * Counts what alarms watch: the open rows of each lane (`DeadLettersOpen`), and whether setting aside is stopped
 * (`SetAsideStopped`). Nothing is counted where all is well.
 */
export function createWatchLetters(deps: {
  readonly letters: Pick<DeadLetters, "countOpen">;
  readonly allowances: Pick<Allowances, "get">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): () => Promise<void> {
  return async () => {
    const [open, { stoppedUntil }] = await Promise.all([deps.letters.countOpen(), deps.allowances.get()]);
    for (const [lane, rows] of open) deps.metrics.count("DeadLettersOpen", rows, { lane });
    if (deps.clock.now() < stoppedUntil) deps.metrics.count("SetAsideStopped");
  };
}
