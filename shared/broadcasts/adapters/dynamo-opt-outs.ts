import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { keyPart, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { batchGet } from "../../platform/dynamodb/batch-get.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { createTable } from "../../platform/dynamodb/table.ts";
import type { OptOuts } from "../application/ports/opt-outs.ts";

const CURSOR = ["pk", "sk"];
const partitionOf = (appId: string) => `opt-outs#${keyPart(appId)}`;
const keyOfPerson = (appId: string, wxid: string) => ({ pk: partitionOf(appId), sk: `wxid#${keyPart(wxid)}` });

/** Opt-outs in the table `config`, one item a person and account. */
export function createDynamoOptOuts(options: { readonly client: DynamoDBClient; readonly table: string }): OptOuts {
  const table = createTable(options);
  return {
    async add(appId, wxid, now) {
      const { pk, sk } = keyOfPerson(appId, wxid);
      await table.put({ pk: text(pk), sk: text(sk), wxid: text(wxid), since: number(now) });
    },

    async remove(appId, wxid) {
      const written = await table.remove(keyOfPerson(appId, wxid), undefined, "ALL_OLD");
      return written.done && written.attributes !== undefined;
    },

    async among(appId, wxids) {
      if (wxids.length === 0) return new Set();
      const keys = wxids.map((wxid) => keyOfPerson(appId, wxid));
      const found = await batchGet(options.client, { [options.table]: keys });
      return new Set((found[options.table] ?? []).map((item) => textOf(item, "wxid")));
    },

    async list(appId, limit, cursor) {
      const pk = partitionOf(appId);
      const page = await table.query({
        expression: "#pk = :pk",
        values: { ":pk": text(pk) },
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk }),
      });
      const optOuts = page.items.map((item) => ({ wxid: textOf(item, "wxid"), since: numberOf(item, "since") }));
      return { optOuts, ...toCursor(page.next, CURSOR) };
    },
  };
}
