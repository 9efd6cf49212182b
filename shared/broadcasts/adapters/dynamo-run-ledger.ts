import { entryOf, partPartition, stateOf } from "../../outbound/adapters/ledger/row.ts";
import type { CommandState } from "../../outbound/domain/ledger.ts";
import type { RunShard } from "../../outbound/domain/run-shard.ts";
import { text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { RunLedger } from "../application/ports/run-ledger.ts";

const CURSOR = ["pk", "sk"];

/** The ledger's rows of parts of runs, in the table `journal`: one partition a part, by the commands' ids. */
export function createDynamoRunLedger(options: TableOptions): RunLedger {
  const table = createTable(options);
  const rowsOf = (part: RunShard) => ({
    expression: "#pk = :pk",
    values: { ":pk": text(partPartition(part)) },
    ConsistentRead: true,
  });
  return {
    async counts(part) {
      const counts: Partial<Record<CommandState, number>> = {};
      for await (const items of table.pages({ ...rowsOf(part), ProjectionExpression: "#pk, #sk, #state" })) {
        for (const state of items.map(stateOf)) counts[state] = (counts[state] ?? 0) + 1;
      }
      return counts;
    },

    async page(part, limit, cursor) {
      const page = await table.query({
        ...rowsOf(part),
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk: partPartition(part) }),
      });
      return { entries: page.items.map(entryOf), ...toCursor(page.next, CURSOR) };
    },
  };
}
