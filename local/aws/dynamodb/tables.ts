import * as z from "zod";
import { LocalError } from "../../local-error.ts";
import { AwsError } from "../service.ts";
import { callDynamo } from "./call.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const projection = z.object({
  ProjectionType: z.string().optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const index = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });

/** The part of `AWS::DynamoDB::Table` that the engines know; everything else (encryption, PITR, …) is left aside. */
const tableSchema = z.object({
  TableName: z.string(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
});

const described = z.object({
  Table: z.object({
    TableStatus: z.string(),
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), IndexStatus: z.string() })).default([]),
  }),
});

/**
 * Creates the tables that are missing, from the properties of `AWS::DynamoDB::Table` (references resolved), on demand,
 * and waits until all are active. What exists is left as it is, but gets the indexes that it lacks, as CloudFormation
 * would add them. TTL is switched on where the engine knows it.
 */
export async function ensureTables(endpoint: string, tables: readonly unknown[]): Promise<void> {
  for (const properties of tables) {
    const { TimeToLiveSpecification: ttl, ...table } = tableSchema.parse(properties);
    await tolerate("ResourceInUseException", () =>
      callDynamo(endpoint, "CreateTable", { ...table, BillingMode: "PAY_PER_REQUEST" }),
    );
    await addIndexes(endpoint, table, await untilActive(endpoint, table.TableName));
    if (ttl?.Enabled) await enableTtl(endpoint, table.TableName, ttl.AttributeName);
  }
}

/** One a call, as AWS wants it. */
async function addIndexes(
  endpoint: string,
  table: Omit<z.infer<typeof tableSchema>, "TimeToLiveSpecification">,
  known: readonly string[],
): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes = [] } = table;
  for (const missing of GlobalSecondaryIndexes.filter(({ IndexName }) => !known.includes(IndexName))) {
    const update = { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: missing }] };
    // dynalite refuses to add any.
    await tolerate("ValidationException", () => callDynamo(endpoint, "UpdateTable", update));
    if ((await untilActive(endpoint, TableName)).includes(missing.IndexName)) continue;
    throw new LocalError(
      `the table ${TableName} of the data folder lacks the index ${missing.IndexName}, and this engine cannot add it: "npm start -- --reset" begins with empty tables`,
    );
  }
}

/** The names of the indexes. */
async function untilActive(endpoint: string, table: string): Promise<readonly string[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { Table } = described.parse(await callDynamo(endpoint, "DescribeTable", { TableName: table }));
    const indexes = Table.GlobalSecondaryIndexes;
    const isActive = indexes.every(({ IndexStatus }) => IndexStatus === "ACTIVE");
    if (Table.TableStatus === "ACTIVE" && isActive) return indexes.map(({ IndexName }) => IndexName);
    if (Date.now() > deadline) throw new Error(`table ${table} stays ${Table.TableStatus}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** dynalite has no such call; enabling twice is a ValidationException, as on AWS. */
async function enableTtl(endpoint: string, table: string, attribute: string | undefined): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
  await tolerate("UnknownOperationException", () =>
    tolerate("ValidationException", () =>
      callDynamo(endpoint, "UpdateTimeToLive", { TableName: table, TimeToLiveSpecification }),
    ),
  );
}

async function tolerate(code: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof AwsError && error.code === code)) throw error;
  }
}
