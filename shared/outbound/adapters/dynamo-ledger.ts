import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Ledger } from "../application/ports/outbound.ts";
import { createClaims } from "./ledger/claims.ts";
import { createListings } from "./ledger/listings.ts";
import { entryOf, ledgerKey } from "./ledger/row.ts";
import { createUntried } from "./ledger/untried.ts";

/**
 * The ledger in the table `journal`, one row a command. Every change is one write, conditional on what was read. Rows in
 * `unknown` and `failed`, and those that a person's request reserved, carry `attention`, which puts them on the sparse
 * index.
 */
export function createDynamoLedger(options: TableOptions): Ledger {
  const table = createTable(options);
  return {
    ...createClaims(table),
    ...createUntried(table),
    ...createListings(table),
    async get(commandId) {
      const item = await table.get(ledgerKey(commandId), { consistent: true });
      return item && entryOf(item);
    },
  };
}
