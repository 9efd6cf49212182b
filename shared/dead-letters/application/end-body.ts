import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import type { DeadLetter } from "../domain/letter.ts";
import type { LargeBodies } from "./ports/large-bodies.ts";
import type { DeadLetters } from "./ports/store.ts";

/**
 * Lets the body of a row that has ended go: a small one with its row, a large one at once. A body that stays behind is
 * garbage and does no harm. Never throws.
 */
export function createEndBody(deps: {
  readonly letters: Pick<DeadLetters, "endBody">;
  readonly largeBodies: Pick<LargeBodies, "remove">;
  readonly clock: Clock;
  readonly log: Log;
}): (letter: DeadLetter) => Promise<void> {
  return async (letter) => {
    try {
      await (letter.bodyKey === undefined
        ? deps.letters.endBody(letter, deps.clock.now())
        : deps.largeBodies.remove(letter.bodyKey));
    } catch (error) {
      deps.log.error("the body of a dead letter that has ended stays behind", error, { rowId: letter.id });
    }
  };
}
