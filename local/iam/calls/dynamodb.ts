import * as z from "zod";
import { ACCOUNT_ID, REGION } from "../../template/identity.ts";
import type { TableModel } from "../../template/model.ts";
import type { AccessRequest } from "../policy.ts";
import { keyText, leadingKey, statementKey } from "./leading-key.ts";

type Input = Readonly<Record<string, unknown>>;
/** The attributes that are partition keys: of the table, and of each index by its name. */
type Keys = { readonly table: string; readonly indexes: ReadonlyMap<string, string> };

const keySchema = z
  .array(z.object({ AttributeName: z.string(), KeyType: z.string() }))
  .transform((keys) => keys.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? "");
const tableSchema = z.object({
  TableName: z.string(),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema: keySchema })).default([]),
});

/** The permissions that a call to DynamoDB needs. */
export type DynamoRequests = (action: string, input: Input) => readonly AccessRequest[];

/** Source: "Actions, resources, and condition keys for Amazon DynamoDB" in the service authorization reference. */
export function createDynamoRequests(tables: readonly Pick<TableModel, "properties">[]): DynamoRequests {
  const actions = actionsOn(keysOf(tables));
  return (action, input) => {
    const requests = actions[action];
    if (requests) return requests(action, input);
    const resource = input.TableName === undefined ? "*" : tableArn(nameOf(input.TableName));
    return [{ action: `dynamodb:${action}`, resource }];
  };
}

function keysOf(tables: readonly Pick<TableModel, "properties">[]): ReadonlyMap<string, Keys> {
  return new Map(
    tables.map(({ properties }) => {
      const { TableName, KeySchema, GlobalSecondaryIndexes } = tableSchema.parse(properties);
      const indexes = new Map(GlobalSecondaryIndexes.map((index) => [index.IndexName, index.KeySchema]));
      return [TableName, { table: KeySchema, indexes }];
    }),
  );
}

/** What the calls need that read or write items; `keys` by the names of tables. */
function actionsOn(keys: ReadonlyMap<string, Keys>): Readonly<Record<string, DynamoRequests>> {
  /** `items`: the keys or items that the call names; the partition keys among them are what conditions read. */
  function onTable(action: string, table: unknown, items: readonly unknown[]): AccessRequest {
    const name = nameOf(table);
    const hash = keys.get(name)?.table ?? "";
    const context = leading(() => items.map((item) => textOf(item, hash)));
    return { action: `dynamodb:${action}`, resource: tableArn(name), context };
  }

  function onIndex(action: string, input: Input): AccessRequest {
    const name = nameOf(input.TableName);
    const index = typeof input.IndexName === "string" ? input.IndexName : undefined;
    const hash = index === undefined ? keys.get(name)?.table : keys.get(name)?.indexes.get(index);
    const resource = index === undefined ? tableArn(name) : `${tableArn(name)}/index/${index}`;
    const context = leading(() => (action === "Query" ? [leadingKey(input, hash ?? "")] : []));
    return { action: `dynamodb:${action}`, resource, context };
  }

  /** A statement on a table; its partition key is read where it is a parameter. */
  function onStatement({ Statement, Parameters }: Input): AccessRequest {
    const text = String(Statement);
    const [, verb = "", table = "", index] =
      /^\s*(SELECT|INSERT|UPDATE|DELETE)\b[^"]*"([^"]+)"(?:\."([^"]+)")?/i.exec(text) ?? [];
    const resource = index === undefined ? tableArn(table) : `${tableArn(table)}/index/${index}`;
    const action = `dynamodb:PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1).toLowerCase()}`;
    const hash = keys.get(table)?.table ?? "";
    return { action, resource, context: leading(() => [statementKey(text, listOf(Parameters), hash)]) };
  }

  const onPart = ([kind, part]: [string, unknown]): AccessRequest => {
    const { TableName, Key, Item } = Object(part);
    return onTable(kind === "ConditionCheck" ? "ConditionCheckItem" : `${kind}Item`, TableName, [Key ?? Item]);
  };
  const single: DynamoRequests = (action, input) => [onTable(action, input.TableName, [input.Key ?? input.Item])];
  const reads: DynamoRequests = (action, input) => [onIndex(action, input)];
  const parts: DynamoRequests = (_, { TransactItems }) =>
    listOf(TransactItems).flatMap((item) => Object.entries(Object(item)).map(onPart));
  const batch =
    (itemsOf: (asked: unknown) => readonly unknown[]): DynamoRequests =>
    (action, { RequestItems }) =>
      Object.entries(Object(RequestItems)).map(([table, asked]) => onTable(action, table, itemsOf(asked)));
  const statements =
    (name: string): DynamoRequests =>
    (_, input) =>
      listOf(input[name]).map((one) => onStatement(Object(one)));

  return {
    GetItem: single,
    PutItem: single,
    UpdateItem: single,
    DeleteItem: single,
    Query: reads,
    Scan: reads,
    BatchGetItem: batch((asked) => listOf(Object(asked).Keys)),
    BatchWriteItem: batch((writes) => listOf(writes).map(written)),
    TransactGetItems: parts,
    TransactWriteItems: parts,
    ExecuteStatement: (_, input) => [onStatement(input)],
    BatchExecuteStatement: statements("Statements"),
    ExecuteTransaction: statements("TransactStatements"),
  };
}

/** A key that is not known counts as one that no pattern matches. */
const leading = (values: () => readonly (string | undefined)[]) => (key: string) =>
  key === "dynamodb:LeadingKeys" ? values().map((value) => value ?? "\u0000") : undefined;

const tableArn = (name: string): string => `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}`;
const nameOf = (table: unknown): string => String(table).replace(/^arn:.*:table\//, "");
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const written = (write: unknown): unknown => Object(write).PutRequest?.Item ?? Object(write).DeleteRequest?.Key;

function textOf(item: unknown, attribute: string): string | undefined {
  return keyText(Object(item)[attribute]);
}
