import * as z from "zod";
import { type Item, number, numberOf, sortable, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Rules } from "../application/ports/rules.ts";
import { NO_RULES } from "../domain/rule.ts";
import { KEPT_VERSIONS, noSuchVersion, versionConflict } from "../domain/versions/history.ts";
import { readOlderVersion } from "./dynamo-older-rules.ts";
import { createRuleParts, haveSameRules } from "./dynamo-parts.ts";

const RULES = "rules";
const POINTER = { pk: RULES, sk: "current" };
const VERSION = "version#";
const rowKey = (version: number) => ({ pk: RULES, sk: VERSION + sortable(version) });
const CURSOR = ["pk", "sk"];

const aboutSchema = z.object({
  version: z.int(),
  publishedAt: z.number(),
  publishedBy: z.string(),
  note: z.string().exactOptional(),
  rolledBackTo: z.int().exactOptional(),
  draftRevision: z.int().exactOptional(),
  patternEngine: z.string().exactOptional(),
});

/**
 * Rule sets in the table `config`: an immutable row a version, and a pointer to the published one, which is all that is
 * read every few seconds. Writing the row decides who publishes a version. A publisher that finds a row which the
 * pointer does not show yet, because its writer died in between, moves the pointer for it.
 */
export function createDynamoRules(options: TableOptions): Rules {
  const table = createTable(options);
  const parts = createRuleParts(table, "rule-parts");
  const pointer = createPointer(table);

  /** Called before the next version is written, so that a failure leaves nothing half done. */
  async function makeRoomFor(next: number): Promise<void> {
    const firstKept = next - KEPT_VERSIONS + 1;
    if (firstKept <= 1) return;
    const page = await table.query({
      expression: "#pk = :pk AND #sk BETWEEN :first AND :last",
      values: { ":pk": text(RULES), ":first": text(rowKey(0).sk), ":last": text(rowKey(firstKept - 1).sk) },
      ProjectionExpression: "pk, sk",
    });
    for (const item of page.items) await table.remove({ pk: RULES, sk: textOf(item, "sk") });
    await parts.removeBefore(firstKept);
  }

  return {
    version: pointer.read,

    async snapshot(wanted) {
      if (wanted === 0) return NO_RULES;
      const row = await table.get(rowKey(wanted), { consistent: true });
      if (!row) {
        const older = await readOlderVersion(table, wanted);
        if (older) return older;
        throw noSuchVersion(wanted);
      }
      return { ...unpackJson(row, "about", aboutSchema), rules: await parts.load(wanted, row) };
    },

    async publish({ rules, ...about }) {
      const published = await pointer.read();
      if (published !== about.version - 1) throw versionConflict(about.version, published);
      await makeRoomFor(about.version);
      const { pk, sk } = rowKey(about.version);
      const row: Item = { about: packJson(about, "a version"), ...(await parts.store(about.version, rules)) };
      const written = await table.put({ pk: text(pk), sk: text(sk), ...row }, NEVER_STORED);
      await pointer.moveTo(about.version);
      if (!written.done && !isSame(row, written.item)) throw versionConflict(about.version, about.version);
    },

    async versions(limit, cursor) {
      const page = await table.query({
        expression: "#pk = :pk AND begins_with(#sk, :prefix)",
        values: { ":pk": text(RULES), ":prefix": text(VERSION) },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk: RULES }),
      });
      const versions = page.items.map((row) => ({
        ...unpackJson(row, "about", aboutSchema),
        ruleCount: numberOf(row, "count"),
      }));
      return { versions, ...toCursor(page.next, CURSOR) };
    },
  };
}

/** The row that says which version is published. */
function createPointer(table: Table) {
  return {
    async read(): Promise<number> {
      const item = await table.get(POINTER, { consistent: true });
      return item ? numberOf(item, "version") : 0;
    },

    /** Moves it forwards only: where another publisher has moved it this far or farther, it stays there. */
    async moveTo(version: number): Promise<void> {
      await table.put(
        { pk: text(POINTER.pk), sk: text(POINTER.sk), version: number(version) },
        { expression: "attribute_not_exists(#pk) OR #version < :version", values: { ":version": number(version) } },
      );
    },
  };
}

/** Whether the stored row is this very publication: its first answer was lost, and the SDK wrote again. */
function isSame(ours: Item, stored: Item | undefined): boolean {
  return stored !== undefined && ours.about?.S === stored.about?.S && haveSameRules(ours, stored);
}
