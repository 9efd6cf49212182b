import * as z from "zod";
import { type Item, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { RuleDrafts } from "../application/ports/rules.ts";
import { type DraftSlot, draftConflict } from "../domain/versions/draft.ts";
import { createRuleParts, haveSameRules } from "./dynamo-parts.ts";

const KEY = { pk: "rules", sk: "draft" };

const aboutSchema = z.object({ basedOn: z.int(), editedAt: z.number(), editedBy: z.string() });

/** The draft in the table `config`: one row. It stays, without rules, after the draft was published or discarded. */
export function createDynamoRuleDrafts(options: TableOptions): RuleDrafts {
  const table = createTable(options);
  const parts = createRuleParts(table, "draft-parts");

  async function attributesOf({ revision, draft }: DraftSlot): Promise<Item> {
    if (!draft) return {};
    const { rules, ...about } = draft;
    return { about: packJson(about, "a draft"), ...(await parts.store(revision, rules)) };
  }

  const read = () => table.get(KEY, { consistent: true });
  const revisionOf = (row: Item | undefined) => (row ? numberOf(row, "revision") : 0);

  return {
    async get() {
      const row = await read();
      if (!row) return { revision: 0 };
      const revision = numberOf(row, "revision");
      if (!row.about) return { revision };
      const about = unpackJson(row, "about", aboutSchema);
      return { revision, draft: { ...about, rules: await parts.load(revision, row) } };
    },

    async put(slot) {
      const { revision } = slot;
      const expected = revision - 1;
      const found = revisionOf(await read());
      if (found !== expected) throw draftConflict(expected, found);
      await parts.removeBefore(expected);
      const attributes = await attributesOf(slot);
      const written = await table.put(
        { pk: text(KEY.pk), sk: text(KEY.sk), revision: number(revision), ...attributes },
        expected === 0
          ? NEVER_STORED
          : { expression: "#revision = :expected", values: { ":expected": number(expected) } },
      );
      if (written.done) return;
      const stored = revisionOf(written.item);
      if (stored !== revision || !isSame(attributes, written.item)) throw draftConflict(expected, stored);
    },
  };
}

/** Whether the stored row is this very change: its first answer was lost, and the SDK wrote again. */
function isSame(ours: Item, stored: Item | undefined): boolean {
  return stored !== undefined && ours.about?.S === stored.about?.S && haveSameRules(ours, stored);
}
