import * as z from "zod";
import type { AiJournal } from "../../ai/application/ports/ai.ts";
import { type AiAnswer, aiAnswerSchema } from "../../ai/domain/answer.ts";
import type { ConversationLine } from "../../ai/domain/history.ts";
import type { AiTask } from "../../ai/domain/task.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";
import { hasWords, shownOf } from "../../messages/domain/kinds.ts";
import { type Item, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import { decisionSchema } from "../domain/decision.ts";
import { conversationPartition, messageKey, timePrefix } from "./dynamo-journal-key.ts";

/** The fields of a stored message that a line of a conversation has. */
const storedMessage = z.looseObject({
  appId: z.string(),
  conversationId: z.string(),
  kind: z.string(),
  sender: z.string(),
  fromSelf: z.boolean(),
  sentAt: z.number(),
  text: z.string().optional(),
  words: z.string().optional(),
});

/**
 * The attribute of an answer in its question's item is the task's id, so that one read gives a conversation with its
 * answers.
 */
const ANSWER = /^ai_[0-9a-f]{32}$/;

/** Sorts behind every message of a conversation. */
const END = "msg#~";

/** Conversations and the AI's answers in the table `journal`: a read is one query, an answer one conditional update. */
export function createDynamoAiJournal(options: TableOptions): AiJournal {
  const table = createTable(options);
  return {
    async recent(appId, conversationId, limit, from = 0) {
      const { items } = await table.query({
        expression: "#pk = :pk AND #sk BETWEEN :from AND :end",
        values: {
          ":pk": text(conversationPartition(appId, conversationId)),
          ":from": text(timePrefix(from)),
          ":end": text(END),
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      });
      return items.map(lineOf);
    },

    async keep(task, answer) {
      const key = messageKey({ ...task, ...task.journal });
      const written = await table.update(
        key,
        `SET #${task.id} = :answer`,
        { ":answer": packJson(answer, "an answer") },
        { condition: { expression: `attribute_exists(#pk) AND attribute_not_exists(#${task.id})` } },
      );
      if (written.done) return answer;
      if (written.item?.[task.id]) return unpackJson(written.item, task.id, aiAnswerSchema);
      throw notFound(task);
    },
  };
}

function lineOf(item: Item): ConversationLine {
  const message = unpackJson(item, "message", storedMessage);
  const { appId, conversationId, kind, sender, fromSelf, sentAt, text: written, words = written } = message;
  // A message that lost parts for its size, or of a later version, is shown by its words or its kind.
  const whole = inboundMessageSchema.safeParse(message);
  const shown = whole.success ? shownOf(whole.data) : "";
  return {
    envelopeId: textOf(item, "envelopeId"),
    appId,
    conversationId,
    kind,
    sender,
    fromSelf,
    sentAt,
    ...(words !== undefined && hasWords(kind) ? { text: words } : {}),
    ...(shown === "" || shown === words ? {} : { shown }),
    decision: unpackJson(item, "decision", decisionSchema),
    answers: answersOf(item),
  };
}

function answersOf(item: Item): AiAnswer[] {
  const names = Object.keys(item).filter((name) => ANSWER.test(name));
  return names.map((name) => unpackJson(item, name, aiAnswerSchema));
}

function notFound({ id, appId }: AiTask): AppError {
  return new AppError("not-found", `the journal does not have the question of the AI task '${id}'`, {
    details: { taskId: id, appId },
  });
}
