import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, type Key, keyOf } from "./attributes.ts";
import { translate } from "./errors.ts";

/** Rounds in which DynamoDB may answer a read in parts before that counts as a failure. */
const ROUNDS = 5;

/**
 * Reads up to 100 items of several tables in one call, in no order; keys that name nothing are left out. Eventually
 * consistent unless `consistent` says otherwise. Throws `unavailable` (retryable) where DynamoDB does not read all of
 * them in some rounds.
 */
export async function batchGet(
  client: DynamoDBClient,
  keys: Readonly<Record<string, readonly Key[]>>,
  { consistent }: { readonly consistent: boolean } = { consistent: false },
): Promise<Readonly<Record<string, readonly Item[]>>> {
  const tables = Object.keys(keys).join(", ");
  const found: [string, Item[]][] = [];
  let left: BatchGetItemCommandInput["RequestItems"] = Object.fromEntries(
    Object.entries(keys).map(([table, list]) => [
      table,
      { Keys: unique(list).map(keyOf), ...(consistent ? { ConsistentRead: true } : {}) },
    ]),
  );
  for (let round = 0; round < ROUNDS && left && Object.keys(left).length > 0; round++) {
    try {
      const answer: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems: left }));
      found.push(...Object.entries(answer.Responses ?? {}));
      left = answer.UnprocessedKeys;
    } catch (error) {
      throw translate(error, tables);
    }
  }
  if (left && Object.keys(left).length > 0) {
    throw new AppError("unavailable", "DynamoDB did not read all items", { retryable: true, details: { tables } });
  }
  const names = Object.keys(keys);
  return Object.fromEntries(
    names.map((table) => [table, found.filter(([name]) => name === table).flatMap(([, items]) => items)]),
  );
}

function unique(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()];
}
