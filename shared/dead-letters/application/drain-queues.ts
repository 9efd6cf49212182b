import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { DeadLetter } from "../domain/letter.ts";
import { rowIdOf } from "../domain/message.ts";
import { type AnnounceDeps, createAnnounceLetters } from "./announce-letters.ts";
import { createKeepLetter, type KeepLetterDeps } from "./keep-letter.ts";
import type { FailureCauses } from "./ports/causes.ts";
import type { DeadLetterQueue, DeadMessage } from "./ports/queues.ts";

export type DrainQueuesDeps = KeepLetterDeps &
  AnnounceDeps & {
    readonly queues: readonly DeadLetterQueue[];
    readonly causes: Pick<FailureCauses, "find">;
    readonly clock: Clock;
    readonly metrics: Metrics;
    readonly log: Log;
  };

/** Receives of one queue in a run: 500 messages. */
const MOST_RECEIVES = 50;

/**
 * Turns all messages of the dead-letter queues into rows, queues side by side. A message leaves its queue after its row
 * is written and announced; a crash in between finds the row and changes nothing. A queue that fails holds up no other;
 * throws `unavailable` at the end where one did. A run that drained every queue counts `DeadLetterQueuesDrained`.
 *
 * @param deadline epoch ms after which no further receive is begun
 */
export function createDrainQueues(deps: DrainQueuesDeps): (deadline: number) => Promise<void> {
  const keep = createKeepLetter(deps);
  const announce = createAnnounceLetters(deps);

  async function keepOne({ message, reason }: DeadMessage): Promise<DeadLetter> {
    const now = deps.clock.now();
    const cause = reason ?? (await deps.causes.find(rowIdOf(message), now)) ?? { code: "given-up" as const };
    const { letter, isNew } = await keep(message, cause, now);
    if (isNew) {
      const { id: rowId, lane, appId, group, receiveCount } = letter;
      deps.metrics.count("DeadLettered", 1, { lane });
      deps.log.warn("a message came into a dead-letter queue", { rowId, lane, appId, group, receiveCount, ...cause });
    }
    return letter;
  }

  async function drain(queue: DeadLetterQueue, deadline: number): Promise<void> {
    for (let receives = 0; receives < MOST_RECEIVES && deps.clock.now() < deadline; receives++) {
      const messages = await queue.receive();
      if (messages.length === 0) return;
      const letters: DeadLetter[] = [];
      for (const message of messages) letters.push(await keepOne(message));
      await announce(letters);
      await queue.remove(messages.map(({ handle }) => handle));
    }
  }

  return async (deadline) => {
    const results = await Promise.allSettled(deps.queues.map((queue) => drain(queue, deadline)));
    const failed = results.flatMap((result, position) => {
      if (result.status === "fulfilled") return [];
      const { lane } = deps.queues[position] ?? { lane: "?" };
      deps.metrics.count("DeadLettersNotDrained", 1, { lane });
      deps.log.error("a dead-letter queue could not be drained; it is tried again in a minute", result.reason, {
        lane,
      });
      return [lane];
    });
    if (failed.length === 0) {
      deps.metrics.count("DeadLetterQueuesDrained");
      return;
    }
    throw new AppError("unavailable", `dead-letter queues could not be drained: ${failed.join(", ")}`, {
      retryable: true,
      details: { lanes: failed },
    });
  };
}
