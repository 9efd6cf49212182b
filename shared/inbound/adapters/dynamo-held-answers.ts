import * as z from "zod";
import { AppError } from "../../kernel/domain/errors.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";
import { keyPart, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { HeldAnswers } from "../application/ports/polling.ts";

const keyOfAnswer = (appId: string) => ({ pk: `poll#${keyPart(appId)}`, sk: "held" });
const messagesSchema = z.array(inboundMessageSchema);

/**
 * Answers in the hands of pollers, in the table `state`, one item an account. Without TTL: the gateway does not have
 * them any longer.
 */
export function createDynamoHeldAnswers(options: TableOptions): HeldAnswers {
  const table = createTable(options);
  return {
    async hold(appId, id, messages) {
      const { pk, sk } = keyOfAnswer(appId);
      try {
        const packed = packJson(messages, "an answer");
        const item = { pk: text(pk), sk: text(sk), id: text(id), messages: packed };
        return (await table.put(item, NEVER_STORED, { signed: true })).done;
      } catch (error) {
        if (error instanceof AppError && error.code === "too-large") return false;
        throw error;
      }
    },

    async get(appId) {
      const item = await table.get(keyOfAnswer(appId), { consistent: true });
      return item && { id: textOf(item, "id"), messages: unpackJson(item, "messages", messagesSchema) };
    },

    async release(appId, id) {
      await table.remove(keyOfAnswer(appId), { expression: "#id = :id", values: { ":id": text(id) } });
    },
  };
}
