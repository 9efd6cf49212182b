import * as z from "zod";
import { number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { sealedSchema } from "../../platform/dynamodb/sealed-text.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { SessionKeyRows } from "../application/ports/session-keys.ts";
import { sessionKeySchema } from "../domain/session-key.ts";

const KEY = { pk: "session-keys", sk: "session-keys" };

const keysSchema = z.array(sessionKeySchema.extend({ sealed: sealedSchema }));

/** The row `session-keys` of the table `config`. */
export function createDynamoSessionKeys(options: TableOptions): SessionKeyRows {
  const table = createTable(options);
  return {
    async get() {
      const item = await table.get(KEY, { consistent: true });
      return item && { keys: unpackJson(item, "keys", keysSchema), revision: numberOf(item, "revision") };
    },
    async put(keys, after) {
      const item = {
        pk: text(KEY.pk),
        sk: text(KEY.sk),
        revision: number(after + 1),
        keys: packJson(keys, "the keys of sessions"),
      };
      const follows = { expression: "#revision = :after", values: { ":after": number(after) } };
      return (await table.put(item, after === 0 ? NEVER_STORED : follows, { signed: true })).done;
    },
  };
}
