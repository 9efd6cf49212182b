import { INDEXES } from "../../../names.ts";
import { text } from "../../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../../platform/dynamodb/cursor.ts";
import type { Table } from "../../../platform/dynamodb/table.ts";
import type { Ledger } from "../../application/ports/outbound.ts";
import { entryOf, REQUESTED } from "./row.ts";

const { name: INDEX, partition: ATTENTION, sort: UPDATED } = INDEXES.journalByAttention;
const CURSOR = ["pk", "sk", ATTENTION, UPDATED];

type Listing = { readonly oldestFirst: boolean; readonly limit: number; readonly cursor: string | undefined };

/** Rows on the sparse index by `attention`. */
export function createListings(table: Table): Pick<Ledger, "listRequested" | "listAttention"> {
  async function list(attention: string, { oldestFirst, limit, cursor }: Listing) {
    const page = await table.query({
      IndexName: INDEX,
      expression: `#${ATTENTION} = :attention`,
      values: { ":attention": text(attention) },
      ScanIndexForward: oldestFirst,
      Limit: limit,
      ...fromCursor(cursor, CURSOR, { [ATTENTION]: attention }),
    });
    return { entries: page.items.map(entryOf), ...toCursor(page.next, CURSOR) };
  }

  return {
    listRequested: (limit, cursor) => list(REQUESTED, { oldestFirst: true, limit, cursor }),
    listAttention: (state, limit, cursor) => list(state, { oldestFirst: false, limit, cursor }),
  };
}
