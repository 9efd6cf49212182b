import { expiryAfter, keyPart, number, text } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AiFallbacks } from "../application/ports/ai.ts";

/** When a conversation got the fallback last, in the table `state`: one item a conversation. */
export function createDynamoAiFallbacks(options: TableOptions): AiFallbacks {
  const table = createTable(options);
  return {
    async claim({ id, appId, conversationId }, quietMs, now) {
      const written = await table.put(
        {
          pk: text(`ai-fallback#${keyPart(appId)}#${keyPart(conversationId)}`),
          sk: text("fallback"),
          taskId: text(id),
          quietUntil: number(now + quietMs),
          expiresAt: expiryAfter(2, now),
        },
        {
          expression: "attribute_not_exists(#pk) OR #quietUntil <= :now OR #taskId = :taskId",
          values: { ":now": number(now), ":taskId": text(id) },
        },
      );
      return written.done;
    },
  };
}
