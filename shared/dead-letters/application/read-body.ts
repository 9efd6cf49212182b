import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { DeadLetter } from "../domain/letter.ts";
import type { LargeBodies } from "./ports/large-bodies.ts";
import type { DeadLetters } from "./ports/store.ts";

/** The body of a dead letter, from wherever it lies. Undefined where it is gone with the row's end. */
export function createReadBody(deps: {
  readonly letters: Pick<DeadLetters, "body">;
  readonly largeBodies: Pick<LargeBodies, "get">;
  readonly clock: Pick<Clock, "now">;
}): (letter: DeadLetter) => Promise<string | undefined> {
  return (letter) =>
    letter.bodyKey === undefined ? deps.letters.body(letter, deps.clock.now()) : deps.largeBodies.get(letter.bodyKey);
}
