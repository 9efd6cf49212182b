import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type DeadLetter, endRow } from "../domain/letter.ts";
import { createEndBody } from "./end-body.ts";
import { createFindLetter } from "./find-letter.ts";
import type { LargeBodies } from "./ports/large-bodies.ts";
import type { DeadLetters } from "./ports/store.ts";

export type DiscardLetterDeps = {
  readonly letters: DeadLetters;
  readonly largeBodies: Pick<LargeBodies, "remove">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Ends a dead letter without a further try; `by` is the operator. A second request finds it done. Throws `not-found`,
 * and `conflict` where it was put back or changed at the same time.
 */
export function createDiscardLetter(deps: DiscardLetterDeps): (id: string, by: string) => Promise<DeadLetter> {
  const find = createFindLetter(deps);
  const endBody = createEndBody(deps);

  return async (id, by) => {
    const letter = await find(id);
    if (letter.state === "discarded") return letter;
    if (letter.state === "redriven") {
      throw new AppError("conflict", "this dead letter was put back on its lane", { details: { id } });
    }
    const now = deps.clock.now();
    const ended = endRow(letter, "discarded", by, now);
    if (!(await deps.letters.put(ended, letter, now))) {
      throw new AppError("conflict", "this dead letter has changed; look at it again", { details: { id } });
    }
    deps.metrics.count("DeadLetterDiscarded", 1, { lane: letter.lane });
    await endBody(ended);
    return ended;
  };
}
