import { INDEXES } from "../../names.ts";
import { type Item, text } from "./attributes.ts";
import type { Table } from "./table.ts";

/** All items of `config` that have this kind, by the index; some seconds old. */
export async function itemsOfKind(table: Pick<Table, "pages">, kind: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  const pages = table.pages({
    IndexName: INDEXES.configByKind.name,
    expression: `#${INDEXES.configByKind.partition} = :kind`,
    values: { ":kind": text(kind) },
  });
  for await (const page of pages) items.push(...page);
  return items;
}
