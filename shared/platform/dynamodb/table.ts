import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type ReturnValue,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Item, type Key, keyOf, number, text } from "./attributes.ts";
import { translate } from "./errors.ts";
import { createWriteIds } from "./write-ids.ts";

/** Where an adapter keeps its items. */
export type TableOptions = { readonly client: DynamoDBClient; readonly table: string };

/** A condition of a write: every `#name` in it stands for the attribute of that name. */
export type Condition = { readonly expression: string; readonly values?: Item };

/** How a conditional write ended; `item` is what stood in its way (undefined: nothing was there). */
export type Written =
  | { readonly done: true; readonly attributes: Item | undefined }
  | { readonly done: false; readonly item: Item | undefined };

export type Page = { readonly items: readonly Item[]; readonly next: Item | undefined };

/** The few calls that the adapters make. All throw `unavailable` (retryable) or `internal`. */
export type Table = {
  get(key: Key, options: { consistent: boolean }): Promise<Item | undefined>;
  put(item: Item & ReturnType<typeof keyOf>, condition?: Condition, options?: Signing): Promise<Written>;
  update(key: Key, expression: string, values: Item, options?: UpdateOptions): Promise<Written>;
  remove(key: Key, condition?: Condition, returns?: ReturnValue): Promise<Written>;
  query(query: Query): Promise<Page>;
  /** All pages of a query, each read when it is asked for. */
  pages(query: Query): AsyncIterable<readonly Item[]>;
};

/**
 * A signed write leaves an id in the item's attribute `by`. The SDK repeats a call whose answer was lost, and the
 * repetition of a conditional write then fails on what the first call wrote: by the id it is recognized as done, with the
 * item as `attributes`. `true`: an id of this call alone; a text: an id that the caller repeats it under. An update that is
 * signed begins with `SET`.
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

export function createTable({ client, table }: TableOptions): Table {
  const newWriteId = createWriteIds();

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
      if (!(error instanceof ConditionalCheckFailedException)) throw translate(error, table);
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

  return {
    get,
    put(item, condition, options = {}) {
      const signature = signatureOf(options);
      const command = new PutItemCommand({ TableName: table, ...putInput(item, condition, signature) });
      return write({ pk: item.pk.S ?? "", sk: item.sk.S ?? "" }, () => client.send(command), signature);
    },
    update(key, expression, values, { condition, returns, ...signing } = {}) {
      const signature = signatureOf(signing);
      const input = { TableName: table, Key: keyOf(key), ReturnValues: returns };
      const command = new UpdateItemCommand({ ...input, ...updateInput(expression, values, condition, signature) });
      return write(key, () => client.send(command), signature);
    },
    remove(key, condition, returns) {
      const input = { TableName: table, Key: keyOf(key), ReturnValues: returns };
      return write(key, () => client.send(new DeleteItemCommand({ ...input, ...conditional(condition) })));
    },
    query,
    pages: (first) => pagesOf(query, first),
  };
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

function putInput(item: Item, condition: Condition | undefined, signature: string | undefined) {
  const Item = signature === undefined ? item : { ...item, [SIGNATURE]: text(signature) };
  return { Item, ...conditional(unsigned(condition, signature)) };
}

function updateInput(
  expression: string,
  values: Item,
  condition: Condition | undefined,
  signature: string | undefined,
) {
  const signed = signature === undefined ? expression : expression.replace(/^SET /, `SET #${SIGNATURE} = :signature, `);
  return { UpdateExpression: signed, ...conditional(unsigned(condition, signature), signed, values) };
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

function conditional(condition: Condition | undefined, update = "", updateValues: Item = {}) {
  const values = { ...updateValues, ...condition?.values };
  const names = namesIn(`${condition?.expression ?? ""} ${update}`);
  return {
    ...(condition
      ? { ConditionExpression: condition.expression, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }
      : {}),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

/** The attribute that holds the id of the last signed write. */
const SIGNATURE = "by";

/** The condition of a signed write. A first call that took effect makes it fail, whatever else it asks for. */
function unsigned(condition: Condition | undefined, signature: string | undefined): Condition | undefined {
  if (signature === undefined) return condition;
  const isNew = `(attribute_not_exists(#${SIGNATURE}) OR #${SIGNATURE} <> :signature)`;
  return {
    expression: condition ? `(${condition.expression}) AND ${isNew}` : isNew,
    values: { ...condition?.values, ":signature": text(signature) },
  };
}

/** Attribute names go in by placeholders always, because DynamoDB reserves some 570 words (`state`, `owner`, …). */
function namesIn(expressions: string): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [placeholder] of expressions.matchAll(/#\w+/g)) names[placeholder] = placeholder.slice(1);
  return names;
}
