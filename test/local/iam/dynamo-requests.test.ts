import { describe, expect, it } from "vitest";
import { createDynamoRequests } from "../../../local/iam/calls/dynamodb.ts";

const requestsOf = createDynamoRequests([
  {
    properties: {
      TableName: "state",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        { IndexName: "due", KeySchema: [{ AttributeName: "dueOf", KeyType: "HASH" }], Projection: {} },
      ],
    },
  },
]);

const ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/state";
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "-" } });

/** What a call needs, as `action resource leading keys`; the ARN of the table is cut off. */
function needs(action: string, input: Record<string, unknown>): string[] {
  return requestsOf(action, input).map((request) => {
    const keys = request.context?.("dynamodb:LeadingKeys") ?? [];
    return [request.action, request.resource.replace(ARN, ""), ...keys].join(" ");
  });
}

describe("a call to DynamoDB needs", () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ["GetItem", { TableName: "state", Key: key("a") }, ["dynamodb:GetItem  a"]],
    ["PutItem", { TableName: ARN, Item: key("a") }, ["dynamodb:PutItem  a"]],
    ["UpdateItem", { TableName: "state", Key: key("a") }, ["dynamodb:UpdateItem  a"]],
    ["DeleteItem", { TableName: "state", Key: key("a") }, ["dynamodb:DeleteItem  a"]],
    [
      "Query",
      {
        TableName: "state",
        KeyConditionExpression: "begins_with(#sk, :from) AND #pk = :of",
        ExpressionAttributeNames: { "#pk": "pk", "#sk": "sk" },
        ExpressionAttributeValues: { ":of": { S: "a" }, ":from": { S: "b" } },
      },
      ["dynamodb:Query  a"],
    ],
    [
      "Query",
      {
        TableName: "state",
        IndexName: "due",
        KeyConditionExpression: "dueOf=:of AND sk = :pk",
        ExpressionAttributeValues: { ":of": { S: "a" }, ":pk": { S: "b" } },
      },
      ["dynamodb:Query /index/due a"],
    ],
    ["Scan", { TableName: "state", IndexName: "due" }, ["dynamodb:Scan /index/due"]],
    ["BatchGetItem", { RequestItems: { state: { Keys: [key("a"), key("b")] } } }, ["dynamodb:BatchGetItem  a b"]],
    [
      "BatchWriteItem",
      { RequestItems: { state: [{ PutRequest: { Item: key("a") } }, { DeleteRequest: { Key: key("b") } }] } },
      ["dynamodb:BatchWriteItem  a b"],
    ],
    [
      "TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "state", Item: key("a") } },
          { ConditionCheck: { TableName: "state", Key: key("b") } },
        ],
      },
      ["dynamodb:PutItem  a", "dynamodb:ConditionCheckItem  b"],
    ],
    ["TransactGetItems", { TransactItems: [{ Get: { TableName: "state", Key: key("a") } }] }, ["dynamodb:GetItem  a"]],
    [
      "BatchExecuteStatement",
      { Statements: [{ Statement: 'INSERT INTO "state" VALUE ?' }, { Statement: 'SELECT * FROM "state"."due"' }] },
      ["dynamodb:PartiQLInsert  \u0000", "dynamodb:PartiQLSelect /index/due \u0000"],
    ],
    [
      "BatchExecuteStatement",
      {
        Statements: [
          { Statement: `INSERT INTO "state" VALUE {'v': ?, 'pk': ?}`, Parameters: [{ N: "1" }, { S: "a" }] },
          { Statement: 'UPDATE "state" SET "pk" = ? WHERE "sk" = ? AND "pk" = ?', Parameters: ["x", "y", { S: "b" }] },
          { Statement: `INSERT INTO "state" VALUE {'v': 'a?', 'pk': ?}`, Parameters: [{ S: "a" }] },
          { Statement: `DELETE FROM "state" WHERE "pk" = 'a'` },
        ],
      },
      [
        "dynamodb:PartiQLInsert  a",
        "dynamodb:PartiQLUpdate  b",
        "dynamodb:PartiQLInsert  \u0000",
        "dynamodb:PartiQLDelete  \u0000",
      ],
    ],
    ["DescribeTable", { TableName: "state" }, ["dynamodb:DescribeTable "]],
    ["ListTables", {}, ["dynamodb:ListTables *"]],
  ])("%s %j: %j", (action, input, expected) => {
    expect(needs(action, input)).toEqual(expected);
  });
});
