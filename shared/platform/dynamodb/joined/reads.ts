import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { createJoin } from "../../join.ts";
import { type Item, type Key, keyOf } from "../attributes.ts";
import { batchGet } from "../batch-get.ts";
import { translate } from "../errors.ts";
import { perClient } from "./per-client.ts";

/** Items of one `BatchGetItem`. Source: its page in the Amazon DynamoDB API reference. */
const MOST = 100;

export type JoinedRead = (read: { readonly table: string; readonly key: Key }) => Promise<Item | undefined>;

/**
 * Strongly consistent reads of one process in one `BatchGetItem` where several come at once. A lone read is a
 * `GetItem`. Two readers of an item share one read, which begins after both have asked.
 */
function createJoinedRead(client: DynamoDBClient): JoinedRead {
  async function one({ table, key }: Parameters<JoinedRead>[0]): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true });
    try {
      return (await client.send(command)).Item;
    } catch (error) {
      throw translate(error, table);
    }
  }

  return createJoin<Parameters<JoinedRead>[0], Item | undefined>({
    most: MOST,
    starts: "turn",
    keyOf: wordOf,
    fits: () => true,
    async call(reads) {
      const [first] = reads;
      if (first && reads.length === 1) return [await one(first)];
      const byTable = Object.entries(Object.groupBy(reads, ({ table }) => table));
      const keys = Object.fromEntries(byTable.map(([table, some = []]) => [table, some.map(({ key }) => key)]));
      const found = Object.entries(await batchGet(client, keys, { consistent: true }));
      const items = new Map(
        found.flatMap(([table, some]) =>
          some.map((item) => [wordOf({ table, key: { pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" } }), item] as const),
        ),
      );
      return reads.map((read) => items.get(wordOf(read)));
    },
  });
}

const wordOf = ({ table, key }: Parameters<JoinedRead>[0]): string => JSON.stringify([table, key.pk, key.sk]);

/** The joined reads of a client: those from all tables that a process reads through it go together. */
export const joinedReadOf = perClient(createJoinedRead);
