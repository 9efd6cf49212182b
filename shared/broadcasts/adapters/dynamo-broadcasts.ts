import { text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Broadcasts } from "../application/ports/broadcasts.ts";
import { broadcastSchema } from "../domain/broadcast.ts";

const PARTITION = "broadcasts";
const CURSOR = ["pk", "sk"];
const keyOf = (id: string) => ({ pk: PARTITION, sk: `broadcast#${id}` });

/** Broadcasts in the table `config`, one item each. */
export function createDynamoBroadcasts(options: TableOptions): Broadcasts {
  const table = createTable(options);
  return {
    async get(id) {
      const item = await table.get(keyOf(id), { consistent: true });
      return item && unpackJson(item, "broadcast", broadcastSchema);
    },

    async list(limit, cursor) {
      const page = await table.query({
        expression: "#pk = :pk",
        values: { ":pk": text(PARTITION) },
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk: PARTITION }),
      });
      const broadcasts = page.items.map((item) => unpackJson(item, "broadcast", broadcastSchema));
      return { broadcasts, ...toCursor(page.next, CURSOR) };
    },

    async put(broadcast) {
      const { pk, sk } = keyOf(broadcast.id);
      await table.put({ pk: text(pk), sk: text(sk), broadcast: packJson(broadcast, "a broadcast") });
    },

    async remove(id) {
      const written = await table.remove(keyOf(id), undefined, "ALL_OLD");
      return written.done && written.attributes !== undefined;
    },
  };
}
