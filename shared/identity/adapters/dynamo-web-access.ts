import { keyPart, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { WebAccessRows } from "../application/ports/web-access.ts";
import { webAccessSchema } from "../domain/web-access.ts";

/** Rows `web-access#<appId>` of the table `config`. */
export function createDynamoWebAccess(options: TableOptions): WebAccessRows {
  const table = createTable(options);
  const keyOf = (appId: string) => ({ pk: `web-access#${keyPart(appId)}`, sk: "web-access" });
  return {
    async get(appId) {
      const item = await table.get(keyOf(appId), { consistent: true });
      if (!item) return undefined;
      return { access: unpackJson(item, "access", webAccessSchema), revision: numberOf(item, "revision") };
    },

    async put(appId, access, after) {
      const { pk, sk } = keyOf(appId);
      const item = {
        pk: text(pk),
        sk: text(sk),
        revision: number(after + 1),
        access: packJson(access, "web access"),
      };
      const follows = { expression: "#revision = :after", values: { ":after": number(after) } };
      return (await table.put(item, after === 0 ? NEVER_STORED : follows, { signed: true })).done;
    },
  };
}
