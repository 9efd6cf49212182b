import { createHash } from "node:crypto";
import { type Item, malformed, number, numberOf, sortable, text, textOf } from "../../platform/dynamodb/attributes.ts";
import type { Table } from "../../platform/dynamodb/table.ts";
import type { Rule } from "../domain/rule.ts";
import { packRules, unpackRules } from "./dynamo-json.ts";

/** Compressed bytes that a row itself holds: rows are listed, so they stay small. */
const INLINE_LIMIT = 64 * 1024;

/** Bytes of a part: DynamoDB holds 400 KB an item, its key included. */
const PART_BYTES = 380 * 1024;

/**
 * Stores rules of any number for rows that are written once a generation (a version, a revision): few rules in the row
 * itself, many in parts under `pk`, which are written before the row that names them. Where the row is then refused,
 * its parts are removed with those of their generation.
 */
export function createRuleParts(table: Table, pk: string) {
  const skOf = (generation: number, hash: string, index: number) =>
    `${sortable(generation)}#${hash}#${sortable(index)}`;

  /** Writes the parts, where the rules need some; returns the row's attributes. */
  async function store(generation: number, rules: readonly Rule[]): Promise<Item> {
    const packed = packRules(rules);
    const count = number(rules.length);
    if (packed.byteLength <= INLINE_LIMIT) return { count, rules: { B: packed } };
    const hash = createHash("sha256").update(packed).digest("hex");
    const parts = Math.ceil(packed.byteLength / PART_BYTES);
    await Promise.all(
      Array.from({ length: parts }, (_, index) =>
        table.put({
          pk: text(pk),
          sk: text(skOf(generation, hash, index)),
          part: { B: packed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES) },
        }),
      ),
    );
    return { count, hash: text(hash), parts: number(parts) };
  }

  /** Reads the rules of a row; throws `internal` where they are not readable. */
  async function load(generation: number, row: Item): Promise<Rule[]> {
    const packed = row.rules?.B ?? Buffer.concat(await partsOf(generation, row));
    try {
      return unpackRules(packed);
    } catch (cause) {
      throw malformed(row, "rules", cause);
    }
  }

  function partsOf(generation: number, row: Item): Promise<Uint8Array[]> {
    const hash = textOf(row, "hash");
    return Promise.all(
      Array.from({ length: numberOf(row, "parts") }, async (_, index) => {
        const item = await table.get({ pk, sk: skOf(generation, hash, index) }, { consistent: true });
        if (!item?.part?.B) throw malformed(row, `part ${index}`);
        return item.part.B;
      }),
    );
  }

  /** Removes the parts of all generations before `generation`. */
  async function removeBefore(generation: number): Promise<void> {
    const pages = table.pages({
      expression: "#pk = :pk AND #sk < :end",
      values: { ":pk": text(pk), ":end": text(sortable(generation)) },
      ProjectionExpression: "pk, sk",
    });
    for await (const items of pages) for (const item of items) await table.remove({ pk, sk: textOf(item, "sk") });
  }

  return { store, load, removeBefore };
}

/** Whether two rows hold the same rules. */
export function haveSameRules(one: Item, other: Item): boolean {
  const bytes = (item: Item) => Buffer.from(item.rules?.B ?? "");
  return one.hash?.S === other.hash?.S && bytes(one).equals(bytes(other));
}
