import { aiTaskSchema } from "../../ai/domain/task.ts";
import { expiryAfter, isExpired, keyPart, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Waits } from "../application/ports/waits.ts";
import { WAIT_DAYS } from "../domain/wait.ts";

const keyOfWait = (appId: string, conversationId: string) => ({
  pk: `passive#${keyPart(appId)}#${keyPart(conversationId)}`,
  sk: "wait",
});

/** Waits in the table `state`: one item a conversation. */
export function createDynamoWaits(options: TableOptions): Waits {
  const table = createTable(options);
  return {
    async get(appId, conversationId, now) {
      const item = await table.get(keyOfWait(appId, conversationId), { consistent: true });
      if (!item || isExpired(item, now)) return undefined;
      return { task: unpackJson(item, "task", aiTaskSchema), part: numberOf(item, "part") };
    },
    async put({ task, part }, now) {
      const { pk, sk } = keyOfWait(task.appId, task.conversationId);
      await table.put({
        pk: text(pk),
        sk: text(sk),
        taskId: text(task.id),
        task: packJson(task, "a question"),
        part: number(part),
        expiresAt: expiryAfter(WAIT_DAYS, now),
      });
    },
    async remove({ task }) {
      const key = keyOfWait(task.appId, task.conversationId);
      await table.remove(key, { expression: "#taskId = :taskId", values: { ":taskId": text(task.id) } });
    },
  };
}
