import { type AttributeValue, BatchWriteItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { inParallel } from "../../shared/kernel/application/in-parallel.ts";
import type { Workshop } from "./workshop.ts";

type Row = Record<string, AttributeValue>;

/** Items that one call takes. Source: "BatchWriteItem" in the DynamoDB API reference. */
const AT_ONCE = 25;
const LANES = 8;

/**
 * Fills the journal up to `rows`: copies of a row that the consumer wrote itself, each under a conversation of its own,
 * in batches of 25. Returns the number of rows that were added.
 */
export async function fillJournal({ client, tables }: Workshop, from: number, rows: number): Promise<number> {
  const model = await aMessageRow(client, tables.journal);
  const starts = Array.from({ length: Math.ceil(Math.max(0, rows - from) / AT_ONCE) }, (_, n) => from + n * AT_ONCE);
  await inParallel(starts, LANES, async (start) => {
    const copies = Array.from({ length: Math.min(AT_ONCE, rows - start) }, (_, n) => copyOf(model, start + n));
    const RequestItems = { [tables.journal]: copies.map((Item) => ({ PutRequest: { Item } })) };
    await client.send(new BatchWriteItemCommand({ RequestItems }));
  });
  return Math.max(0, rows - from);
}

async function aMessageRow(client: Workshop["client"], TableName: string): Promise<Row> {
  const input = {
    TableName,
    FilterExpression: "begins_with(sk, :message)",
    ExpressionAttributeValues: { ":message": { S: "msg#" } },
  };
  for await (const { Items: [row] = [] } of paginateScan({ client }, input)) if (row) return row;
  throw new Error("the consumer has written no row to copy");
}

/** Every text that names the row's person names another one, so that keys of indexes differ too. */
function copyOf(row: Row, n: number): Row {
  const peer = /wxid_a\d+_m\d+/.exec(row.pk?.S ?? "")?.[0] ?? "";
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value.S === undefined || peer === "" ? value : { S: value.S.replaceAll(peer, `wxid_filled_${n}`) },
    ]),
  );
}
