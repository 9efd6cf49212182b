import {
  type ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type ReturnValue,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { assign } from "./assignment.ts";
import { type Item, type Key, keyOf, number } from "./attributes.ts";
import { translate } from "./errors.ts";
import { type Condition, conditional, namesIn, putInput, SIGNATURE, signedItem, updateInput } from "./expressions.ts";
import { joinedCallsOf } from "./joined/calls.ts";
import { joinedReadOf } from "./joined/reads.ts";
import { type Change, expressionsOf, insertOf, updateOf } from "./joined/statements.ts";
import { createWriteIds } from "./write-ids.ts";
import type { Written } from "./written.ts";

/**
 * Where an adapter keeps its items. `joins`: what the adapter calls by `joined` goes together with other such calls of
 * the client. The composition of a function sets it, because the function then needs `PartiQLInsert`, `PartiQLUpdate`
 * and `BatchGetItem` on the table; without it they are single calls.
 */
export type TableOptions = { readonly client: DynamoDBClient; readonly table: string; readonly joins?: true };

export type Page = { readonly items: readonly Item[]; readonly next: Item | undefined };

/**
 * Conditional writes and reads that go in one call with others of the same client. Their results and errors are those
 * of single calls.
 */
export type Joined = {
  /** As `get`, strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** As `put`, with a condition that holds where there is no item. */
  put(item: Item & ReturnType<typeof keyOf>, condition: Condition, options?: Signing): Promise<Written>;
  /**
   * As `update`, on condition that the item has what `where` of the change says. `orWhere`: what decides where it has
   * not, a condition that every item with it meets as well.
   */
  update(key: Key, change: Change, options?: Signing & { readonly orWhere?: Condition }): Promise<Written>;
  /** As `update` with a condition that holds where there is no item, for a change of an item that is seldom there. */
  begin(key: Key, set: Item, condition: Condition, options?: Signing): Promise<Written>;
};

/** The few calls that the adapters make. All throw `unavailable` (retryable) or `internal`. */
export type Table = {
  get(key: Key, options: { consistent: boolean }): Promise<Item | undefined>;
  put(item: Item & ReturnType<typeof keyOf>, condition?: Condition, options?: Signing): Promise<Written>;
  update(key: Key, expression: string, values: Item, options?: UpdateOptions): Promise<Written>;
  readonly joined: Joined;
  remove(key: Key, condition?: Condition, returns?: ReturnValue): Promise<Written>;
  query(query: Query): Promise<Page>;
  /** All pages of a query, each read when it is asked for. */
  pages(query: Query): AsyncIterable<readonly Item[]>;
};

/**
 * A signed write leaves an id in the item's attribute `by`. The SDK repeats a call whose answer was lost, and the
 * repetition of a conditional write then fails on what the first call wrote: by the id it is recognized as done, with
 * the item as `attributes`. `true`: an id of this call alone; a text: an id that the caller repeats it under. An update
 * that is signed begins with `SET`.
 */
export type Signing = { readonly signed?: true | string };

export type UpdateOptions = Signing & { readonly condition?: Condition; readonly returns?: ReturnValue };
export type Query = Condition & Omit<QueryCommandInput, "TableName" | "KeyConditionExpression">;

/** The condition of a put-if-absent; what has passed its TTL counts as absent. */
export function absent(now: number): Condition {
  return {
    expression: "attribute_not_exists(#pk) OR #expiresAt <= :absentNow",
    values: { ":absentNow": number(Math.floor(now / 1000)) },
  };
}

/** The condition of a put-if-absent of something without TTL. */
export const NEVER_STORED: Condition = { expression: "attribute_not_exists(#pk)" };

export function createTable({ client, table, joins }: TableOptions): Table {
  const newWriteId = createWriteIds();
  const join = joins ? joinedCallsOf(client) : alone;

  const get: Table["get"] = (key, { consistent }) =>
    atEdge(table, async () => {
      const command = new GetItemCommand({ TableName: table, Key: keyOf(key), ConsistentRead: consistent });
      return (await client.send(command)).Item;
    });

  /** Some engines do not return the item of a failed condition: then it is fetched. */
  async function write(
    key: Key,
    call: () => Promise<{ Attributes?: Item | undefined }>,
    signature?: string,
  ): Promise<Written> {
    try {
      return { done: true, attributes: (await call()).Attributes };
    } catch (error) {
      if (!isFailedCondition(error)) throw translate(error, table);
      const item = error.Item ?? (await get(key, { consistent: true }));
      const isOwn = signature !== undefined && item?.[SIGNATURE]?.S === signature;
      return isOwn ? { done: true, attributes: item } : { done: false, item };
    }
  }

  const signatureOf = ({ signed }: Signing) => (signed === true ? newWriteId() : signed);

  const query: Table["query"] = (wanted) =>
    atEdge(table, async () => {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({ TableName: table, ...queryInput(wanted) }),
      );
      return { items: Items ?? [], next: LastEvaluatedKey };
    });

  function putSigned(item: Parameters<Table["put"]>[0], condition: Condition | undefined, signature?: string) {
    const command = new PutItemCommand({ TableName: table, ...putInput(item, condition, signature) });
    return write({ pk: item.pk.S ?? "", sk: item.sk.S ?? "" }, () => client.send(command), signature);
  }

  const update: Table["update"] = (key, expression, values, { condition, returns, ...signing } = {}) => {
    const signature = signatureOf(signing);
    const input = { TableName: table, Key: keyOf(key), ReturnValues: returns };
    const command = new UpdateItemCommand({ ...input, ...updateInput(expression, values, condition, signature) });
    return write(key, () => client.send(command), signature);
  };

  const joined: Joined = {
    get: (key) => (joins ? joinedReadOf(client)({ table, key }) : get(key, { consistent: true })),

    put(item, condition, options = {}) {
      const signature = signatureOf(options);
      return join({
        table,
        key: wordOf(item),
        statement: insertOf(table, signedItem(item, signature)),
        single: () => putSigned(item, condition, signature),
      });
    },
    update(key, change, { orWhere, ...signing } = {}) {
      const signature = signatureOf(signing);
      const signed = { ...change, set: signedItem(change.set, signature) };
      const { expression, values, condition } = expressionsOf(change);
      const options = { condition: orWhere ?? condition, ...(signature === undefined ? {} : { signed: signature }) };
      return join({
        table,
        key: wordOf(keyOf(key)),
        statement: updateOf(table, keyOf(key), signed),
        single: () => update(key, expression, values, options),
      });
    },
    begin(key, set, condition, options = {}) {
      const signature = signatureOf(options);
      const { expression, placeholders } = assign(set);
      const signing = signature === undefined ? {} : { signed: signature };
      return join({
        table,
        key: wordOf(keyOf(key)),
        statement: insertOf(table, { ...keyOf(key), ...signedItem(set, signature) }),
        single: () => update(key, `SET ${expression}`, placeholders, { condition, ...signing }),
      });
    },
  };

  return {
    get,
    put: (item, condition, options = {}) => putSigned(item, condition, signatureOf(options)),
    update,
    joined,
    remove(key, condition, returns) {
      const input = { TableName: table, Key: keyOf(key), ReturnValues: returns };
      return write(key, () => client.send(new DeleteItemCommand({ ...input, ...conditional(condition) })));
    },
    query,
    pages: (first) => pagesOf(query, first),
  };
}

const alone: ReturnType<typeof joinedCallsOf> = (write) => write.single();

/** By its name, because not every client of DynamoDB has the SDK's classes. */
function isFailedCondition(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof Error && error.name === "ConditionalCheckFailedException";
}

async function atEdge<T>(table: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translate(error, table);
  }
}

async function* pagesOf(query: Table["query"], first: Query): AsyncGenerator<readonly Item[]> {
  let from: Item | undefined;
  do {
    const page = await query({ ...first, ...(from ? { ExclusiveStartKey: from } : {}) });
    yield page.items;
    from = page.next;
  } while (from);
}

function queryInput({ expression, values = {}, ...rest }: Query) {
  return {
    KeyConditionExpression: expression,
    ExpressionAttributeNames: namesIn(
      `${expression} ${rest.FilterExpression ?? ""} ${rest.ProjectionExpression ?? ""}`,
    ),
    ExpressionAttributeValues: values,
    ...rest,
  };
}

const wordOf = ({ pk, sk }: ReturnType<typeof keyOf>): string => JSON.stringify([pk.S, sk.S]);
