import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { Rules } from "../../application/ports.ts";
import { AppError } from "../../domain/errors.ts";
import { NO_RULES, type RuleSnapshot, ruleSchema } from "../../domain/rule.ts";
import { type Item, number, numberOf, sortable, text } from "./attributes.ts";
import { unpackJson } from "./packed-json.ts";
import { createSnapshotParts } from "./snapshot-parts.ts";
import { createTable, NEVER_STORED, type TableOptions } from "./table.ts";

const RULES = "rules";
const POINTER = { pk: RULES, sk: "current" };
const snapshotKey = (version: number) => ({ pk: RULES, sk: `v#${sortable(version)}` });

const snapshotSchema = z.object({
  version: z.int(),
  rules: z.array(ruleSchema),
  publishedAt: z.number(),
  publishedBy: z.string(),
});

/**
 * Rule sets in the table `config`: an immutable snapshot a version, and a pointer to the published one, which is all
 * that is read every few seconds. Writing the snapshot decides who publishes a version. Whoever finds one that the
 * pointer does not show yet (its writer died in between) moves the pointer for it.
 */
export function createDynamoRules(options: TableOptions): Rules {
  const table = createTable(options);
  const parts = createSnapshotParts(table);

  async function version(): Promise<number> {
    const item = await table.get(POINTER, { consistent: true });
    return item ? numberOf(item, "version") : 0;
  }

  /** Never backwards; somebody else's move is as good as ours. */
  async function movePointer(to: number): Promise<void> {
    await table.put(
      { pk: text(POINTER.pk), sk: text(POINTER.sk), version: number(to) },
      { expression: "attribute_not_exists(#pk) OR #version < :version", values: { ":version": number(to) } },
    );
  }

  return {
    version,

    async snapshot(wanted) {
      if (wanted === 0) return NO_RULES;
      const item = await table.get(snapshotKey(wanted), { consistent: true });
      if (item) return unpackJson(await parts.whole(item), "snapshot", snapshotSchema);
      throw new AppError("not-found", `there is no rule set of version ${wanted}`, { details: { version: wanted } });
    },

    async publish(snapshot) {
      const published = await version();
      if (published !== snapshot.version - 1) throw conflict(snapshot, published);
      const { pk, sk } = snapshotKey(snapshot.version);
      const attributes = await parts.store(snapshot);
      const written = await table.put({ pk: text(pk), sk: text(sk), ...attributes }, NEVER_STORED);
      await movePointer(snapshot.version);
      if (!written.done && !isSame(attributes, written.item ?? {})) throw conflict(snapshot, snapshot.version);
    },
  };
}

/** The first answer was lost and the SDK wrote again: what stands there is this very publication. */
function isSame(ours: Item, stored: Item): boolean {
  return ours.digest?.S === stored.digest?.S && isEqual(ours.snapshot, stored.snapshot);
}

function isEqual(ours: AttributeValue | undefined, stored: AttributeValue | undefined): boolean {
  return ours?.S === stored?.S && Buffer.compare(ours?.B ?? Buffer.alloc(0), stored?.B ?? Buffer.alloc(0)) === 0;
}

function conflict({ version }: RuleSnapshot, published: number): AppError {
  return new AppError(
    "conflict",
    `version ${version} cannot follow: version ${published} is published; read it and publish anew`,
    { details: { version, published } },
  );
}
