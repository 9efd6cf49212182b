import type { AiJournal } from "../../ai/application/ports/ai.ts";
import type { AiAnswer } from "../../ai/domain/answer.ts";
import type { ConversationLine } from "../../ai/domain/history.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { keyTimeOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { hasWords, shownOf, wordsIn } from "../../messages/domain/kinds.ts";
import type { JournalEntry } from "../application/ports/journal.ts";

/** Conversations and the AI's answers in memory, over a journal in memory. */
export function createMemoryAiJournal(journal: { entries(): readonly JournalEntry[] }): AiJournal {
  const kept = new Map<string, { answer: AiAnswer; envelopeId: string }>();

  const lineOf = ({ envelopeId, message, decision }: JournalEntry): ConversationLine => ({
    envelopeId,
    appId: message.appId,
    conversationId: message.conversationId,
    kind: message.kind,
    sender: message.sender,
    fromSelf: message.fromSelf,
    sentAt: message.sentAt,
    ...wordsOf(message),
    decision,
    answers: [...kept.values()].filter((one) => one.envelopeId === envelopeId).map(({ answer }) => answer),
  });

  return {
    async recent(appId, conversationId, limit, from = 0) {
      return journal
        .entries()
        .filter(({ message }) => message.appId === appId && message.conversationId === conversationId)
        .filter(({ message }) => keyTimeOf(message) >= from)
        .toSorted((a, b) => keyTimeOf(b.message) - keyTimeOf(a.message) || (a.dedupKey < b.dedupKey ? 1 : -1))
        .slice(0, limit)
        .map(lineOf);
    },

    async keep(task, answer) {
      const { envelopeId } = task.origin;
      if (!journal.entries().some((entry) => entry.envelopeId === envelopeId)) {
        throw new AppError("not-found", `the journal does not have the question of the AI task '${task.id}'`);
      }
      const stored = kept.get(task.id);
      if (stored) return stored.answer;
      kept.set(task.id, { answer, envelopeId });
      return answer;
    },
  };
}

function wordsOf(message: InboundMessage): Pick<ConversationLine, "text" | "shown"> {
  const text = hasWords(message.kind) ? wordsIn(message) : undefined;
  const shown = shownOf(message);
  return { ...(text === undefined ? {} : { text }), ...(shown === "" || shown === text ? {} : { shown }) };
}
