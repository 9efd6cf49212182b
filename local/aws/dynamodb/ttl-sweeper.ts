import * as z from "zod";
import type { LocalClock } from "../../clock.ts";
import { AwsError } from "../service.ts";
import { callDynamo } from "./call.ts";

const listed = z.object({ TableNames: z.array(z.string()) });
const described = z.object({ Table: z.object({ KeySchema: z.array(z.object({ AttributeName: z.string() })) }) });
const timeToLive = z.object({
  TimeToLiveDescription: z.object({ TimeToLiveStatus: z.string().optional(), AttributeName: z.string().optional() }),
});
const page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

const SWEEP_EVERY_MS = 10 * 60 * 1000;
/** Moves of the clock come in bursts; one sweep shortly after the last one does. */
const SETTLE_MS = 1000;

/**
 * Deletes items whose TTL attribute has passed, which the engine does not do itself: every ten minutes and after the
 * clock was moved. As on AWS, an item may outlive its TTL.
 */
export function startTtlSweeper(options: { endpoint: string; clock: LocalClock }): { stop(): Promise<void> } {
  const { endpoint, clock } = options;
  let stopped = false;
  let running = Promise.resolve();
  const sweepSoon = () => {
    running = running.then(async () => {
      if (stopped) return;
      await sweepExpired(endpoint, Math.floor(clock.now() / 1000), () => stopped).catch((error: unknown) => {
        if (!stopped) console.error("the TTL sweep failed and will be tried again", error);
      });
    });
  };
  const interval = setInterval(sweepSoon, SWEEP_EVERY_MS);
  let settle: NodeJS.Timeout | undefined;
  const unlisten = clock.onAdvance(() => {
    clearTimeout(settle);
    settle = setTimeout(sweepSoon, SETTLE_MS);
  });
  return {
    async stop() {
      stopped = true;
      clearInterval(interval);
      clearTimeout(settle);
      unlisten();
      await running;
    },
  };
}

/** One sweep over all tables that have TTL; `now` in epoch seconds. Returns how many items it deleted. */
export async function sweepExpired(endpoint: string, now: number, isStopped = () => false): Promise<number> {
  let deleted = 0;
  for (const table of listed.parse(await callDynamo(endpoint, "ListTables", {})).TableNames) {
    const ttl = timeToLive.parse(await callDynamo(endpoint, "DescribeTimeToLive", { TableName: table }));
    const { TimeToLiveStatus: status, AttributeName: attribute } = ttl.TimeToLiveDescription;
    if (status !== "ENABLED" || !attribute) continue;
    deleted += await sweepTable(endpoint, table, attribute, now, isStopped);
  }
  return deleted;
}

async function sweepTable(
  endpoint: string,
  table: string,
  attribute: string,
  now: number,
  isStopped: () => boolean,
): Promise<number> {
  const { Table } = described.parse(await callDynamo(endpoint, "DescribeTable", { TableName: table }));
  const keys = Table.KeySchema.map((key) => key.AttributeName);
  const expired = {
    ExpressionAttributeNames: { "#ttl": attribute },
    ExpressionAttributeValues: { ":now": { N: String(now) } },
  };
  let deleted = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const found = page.parse(
      await callDynamo(endpoint, "Scan", {
        TableName: table,
        FilterExpression: "#ttl <= :now",
        ...expired,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    for (const item of found.Items) {
      if (isStopped()) return deleted;
      const key = Object.fromEntries(keys.map((name) => [name, item[name]]));
      deleted += await deleteExpired(endpoint, {
        TableName: table,
        Key: key,
        ConditionExpression: "#ttl <= :now",
        ...expired,
      });
    }
    from = found.LastEvaluatedKey;
  } while (from);
  return deleted;
}

/** An item whose TTL was renewed since the scan stays. Returns how many items were deleted: 0 or 1. */
async function deleteExpired(endpoint: string, input: object): Promise<number> {
  try {
    await callDynamo(endpoint, "DeleteItem", input);
    return 1;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ConditionalCheckFailedException") return 0;
    throw error;
  }
}
