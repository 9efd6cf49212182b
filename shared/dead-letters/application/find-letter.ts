import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { DeadLetter } from "../domain/letter.ts";
import type { DeadLetters } from "./ports/store.ts";

/** Reads a row by its id; throws `not-found`. */
export function createFindLetter({
  letters,
  clock,
}: {
  readonly letters: Pick<DeadLetters, "get">;
  readonly clock: Pick<Clock, "now">;
}): (id: string) => Promise<DeadLetter> {
  return async (id) => {
    const letter = await letters.get(id, clock.now());
    if (!letter) throw new AppError("not-found", `there is no dead letter '${id}'`, { details: { id } });
    return letter;
  };
}
