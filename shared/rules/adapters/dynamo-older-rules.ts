import * as z from "zod";
import { type Item, malformed, numberOf, sortable, textOf } from "../../platform/dynamodb/attributes.ts";
import { unpackJson } from "../../platform/dynamodb/packed-json.ts";
import type { Table } from "../../platform/dynamodb/table.ts";
import { type RuleSnapshot, ruleSchema } from "../domain/rule.ts";

const snapshotSchema = z.object({
  version: z.int(),
  rules: z.array(ruleSchema),
  publishedAt: z.number(),
  publishedBy: z.string(),
});

/**
 * A version in the form before versions were listed: the whole snapshot under `v#…`, in the row itself or, if it was
 * large, in parts under a digest. Undefined where the table has no such row. New versions are not written in this form.
 */
export async function readOlderVersion(table: Table, version: number): Promise<RuleSnapshot | undefined> {
  const row = await table.get({ pk: "rules", sk: `v#${sortable(version)}` }, { consistent: true });
  if (!row) return undefined;
  return unpackJson(row.snapshot ? row : await withParts(table, row), "snapshot", snapshotSchema);
}

async function withParts(table: Table, row: Item): Promise<Item> {
  const pk = `rules-part#${textOf(row, "digest")}`;
  const parts = await Promise.all(
    Array.from({ length: numberOf(row, "parts") }, async (_, index) => {
      const part = (await table.get({ pk, sk: sortable(index) }, { consistent: true }))?.part?.B;
      if (!part) throw malformed(row, `part ${index}`);
      return part;
    }),
  );
  return { ...row, snapshot: { B: Buffer.concat(parts) } };
}
