import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { beginRedrive, breakOffRedrive, type DeadLetter, endRow } from "../domain/letter.ts";
import { createEndBody } from "./end-body.ts";
import { createFindLetter } from "./find-letter.ts";
import type { LargeBodies } from "./ports/large-bodies.ts";
import type { PutBack } from "./ports/queues.ts";
import type { DeadLetters } from "./ports/store.ts";
import { createReadBody } from "./read-body.ts";

export type RedriveLetterDeps = {
  readonly letters: DeadLetters;
  readonly largeBodies: LargeBodies;
  readonly putBack: PutBack;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Puts a dead letter back on its lane, in its group and behind what its group has now; `by` is the operator. A second
 * request finds it done. After a crash between sending and writing that down, a further request sends again under the
 * same deduplication id. Throws `not-found`; `conflict` where it was discarded, is being put back by another request,
 * or has no queue; `unavailable`.
 */
export function createRedriveLetter(deps: RedriveLetterDeps): (id: string, by: string) => Promise<DeadLetter> {
  const { letters } = deps;
  const find = createFindLetter(deps);
  const readBody = createReadBody(deps);
  const endBody = createEndBody(deps);

  /** Claims the row, so that of two requests at once one sends. */
  async function claim(letter: DeadLetter): Promise<DeadLetter> {
    const now = deps.clock.now();
    const claimed = beginRedrive(letter, now);
    if (claimed && (await letters.put(claimed, letter, now))) return claimed;
    throw new AppError("conflict", "another request is putting this dead letter back", { details: { id: letter.id } });
  }

  async function send(letter: DeadLetter, queueArn: string): Promise<void> {
    const { id, group, deduplicationId, round } = letter;
    try {
      const body = await readBody(letter);
      if (body === undefined)
        throw new AppError("conflict", "the body of this dead letter is gone", { details: { id } });
      const isFifo = deduplicationId !== undefined;
      await deps.putBack({ queueArn, group, isFifo, body }, { id, round: round + 1 });
    } catch (error) {
      await letters.put(breakOffRedrive(letter), letter, deps.clock.now());
      throw error;
    }
  }

  return async (id, by) => {
    const letter = await find(id);
    const { state, queueArn } = letter;
    if (state === "redriven") return letter;
    if (state === "discarded") throw new AppError("conflict", "this dead letter was discarded", { details: { id } });
    if (queueArn === undefined) {
      throw new AppError("conflict", "no queue takes this dead letter: its rule or schedule runs again by itself", {
        details: { id },
      });
    }
    const claimed = await claim(letter);
    await send(claimed, queueArn);
    deps.metrics.count("DeadLetterRedriven", 1, { lane: letter.lane });
    const now = deps.clock.now();
    const ended = endRow(claimed, "redriven", by, now);
    // Its copy may have failed by now: then the row is open again, and stays so.
    if (!(await letters.put(ended, claimed, now))) return find(id);
    await endBody(ended);
    return ended;
  };
}
