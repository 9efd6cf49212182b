import { createHash } from "node:crypto";
import { AppError } from "../../domain/errors.ts";
import { type Item, malformed, number, numberOf, sortable, text, textOf } from "./attributes.ts";
import { compressJson, PACKED_LIMIT, packJson } from "./packed-json.ts";
import type { Table } from "./table.ts";

/** JSON that is longer, in bytes, is looked at compressed: a part of it may be an item's whole. */
const PLAIN_LIMIT = 100 * 1024;

/** Parts of one snapshot: 15 MB compressed, some 250,000 rules. */
const MOST_PARTS = 40;

/** Parts written or read at a time. */
const AT_ONCE = 8;

const partKey = (digest: string, index: number) => ({ pk: `rules-part#${digest}`, sk: sortable(index) });

/**
 * Rule sets that do not fit into one item: their parts are stored first, under a digest of the whole, so that two
 * publications never mix; the item of the version then names the digest.
 */
export function createSnapshotParts(table: Pick<Table, "get" | "put">) {
  async function inSlices<T, R>(list: readonly T[], work: (each: T, index: number) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    for (let from = 0; from < list.length; from += AT_ONCE) {
      const slice = list.slice(from, from + AT_ONCE);
      results.push(...(await Promise.all(slice.map((each, index) => work(each, from + index)))));
    }
    return results;
  }

  return {
    /** The attributes that stand for the value; its parts are stored then. Throws `too-large` for what is beyond all parts. */
    async store(value: unknown): Promise<Item> {
      const json = JSON.stringify(value);
      const packed = Buffer.byteLength(json) > PLAIN_LIMIT ? compressJson(json) : undefined;
      if (!packed || packed.byteLength <= PACKED_LIMIT) return { snapshot: packJson(value, "the rule set") };
      const count = Math.ceil(packed.byteLength / PACKED_LIMIT);
      if (count > MOST_PARTS) {
        const limit = MOST_PARTS * PACKED_LIMIT;
        throw new AppError(
          "too-large",
          `the rule set takes ${packed.byteLength} bytes compressed; ${limit} can be kept`,
          {
            details: { bytes: packed.byteLength, limit },
          },
        );
      }
      const digest = createHash("sha256").update(packed).digest("hex");
      const slices = Array.from({ length: count }, (_, at) =>
        packed.subarray(at * PACKED_LIMIT, (at + 1) * PACKED_LIMIT),
      );
      await inSlices(slices, (slice, index) => {
        const { pk, sk } = partKey(digest, index);
        return table.put({ pk: text(pk), sk: text(sk), part: { B: slice } });
      });
      return { digest: text(digest), parts: number(count) };
    },

    /** The item with its attribute `snapshot`, put together where it is in parts. */
    async whole(item: Item): Promise<Item> {
      if (item.snapshot) return item;
      const digest = textOf(item, "digest");
      const indexes = Array.from({ length: numberOf(item, "parts") }, (_, index) => index);
      const parts = await inSlices(indexes, async (index) => {
        const part = (await table.get(partKey(digest, index), { consistent: true }))?.part?.B;
        if (!part) throw malformed(item, `part ${index} of the rule set`);
        return part;
      });
      return { ...item, snapshot: { B: Buffer.concat(parts) } };
    },
  };
}
