import { AppError } from "../../kernel/domain/errors.ts";
import { type DeadLetter, failedRow, isNews } from "../domain/letter.ts";
import { type LaneMessage, rowIdOf } from "../domain/message.ts";
import type { DeadLetterReason } from "../domain/reason.ts";
import type { LargeBodies } from "./ports/large-bodies.ts";
import type { DeadLetters } from "./ports/store.ts";

export type KeepLetterDeps = {
  readonly letters: Pick<DeadLetters, "get" | "put" | "putBody">;
  readonly largeBodies: Pick<LargeBodies, "put">;
};

/** The message's row as it stands now. `isNew`: this call wrote it. */
export type KeptLetter = { readonly letter: DeadLetter; readonly isNew: boolean };

/** Writers of one row: the function in hand, the drain, an operator. */
const ATTEMPTS = 5;

/**
 * Writes the row of a message that failed, its body first. A message whose row tells of this failure already changes
 * nothing: a crash left it in its queue. `now` in epoch ms. Throws where a store fails.
 */
export function createKeepLetter({
  letters,
  largeBodies,
}: KeepLetterDeps): (message: LaneMessage, reason: DeadLetterReason, now: number) => Promise<KeptLetter> {
  async function keepBody(letter: DeadLetter, body: string): Promise<void> {
    await (letter.bodyKey === undefined ? letters.putBody(letter, body) : largeBodies.put(letter.bodyKey, body));
  }

  return async (message, reason, now) => {
    const id = rowIdOf(message);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await letters.get(id, now);
      if (known && !isNews(known, message)) return { letter: known, isNew: false };
      const letter = failedRow(known, message, reason, now);
      await keepBody(letter, message.body);
      if (await letters.put(letter, known, now)) return { letter, isNew: true };
    }
    throw new AppError("unavailable", "the row of a dead letter was written by others all the time", {
      retryable: true,
      details: { id },
    });
  };
}
