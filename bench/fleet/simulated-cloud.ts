import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { countRequests } from "../../local/aws/request-counts.ts";
import { createS3Store } from "../../local/aws/s3/store.ts";
import { startAwsServer } from "../../local/aws/server.ts";
import type { LocalClock } from "../../local/clock.ts";
import { createEventBus } from "../../local/events/bus.ts";
import { createSqsService } from "../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../local/sqs/engine.ts";
import { ACCOUNT_ID, REGION } from "../../local/template/identity.ts";
import { startDynamoBackend } from "../../test/support/dynamo-tables.ts";
import { count, createMeter, meterTable } from "./meter.ts";

export const QUEUES = {
  heartbeats: "heartbeats",
  accountTasks: "account-tasks",
  outboundLive: "outbound-live",
  outboundBulk: "outbound-bulk",
} as const;
export const BUS = "fleet";

export type SimulatedCloud = Awaited<ReturnType<typeof startSimulatedCloud>>;

/**
 * Tables, queues, a bus and a gateway with a clock that stands still until it is moved. A meter counts the clients'
 * calls.
 */
export async function startSimulatedCloud(startAt: number) {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-bench-"));
  const clock = manualClock(startAt);
  const meter = createMeter();
  const backend = await startDynamoBackend("dynoxide");
  const tables = await backend.freshTables();
  const engine = createSqsEngine({ path: join(folder, "sqs.sqlite"), clock });
  for (const name of Object.values(QUEUES)) engine.createQueue(name, {});
  const bus = createEventBus({ rules: [], buses: [BUS], deliver: async () => undefined, clock });
  const s3 = createS3Store({ dir: join(folder, "s3") });
  const sqsService = createSqsService(engine, { accountId: ACCOUNT_ID, region: REGION, baseUrl: "http://127.0.0.1" });
  const server = await startAwsServer({
    port: 0,
    services: [countRequests(sqsService, meter.calls), countRequests(bus, meter.calls)],
    s3,
    dynamodbEndpoint: backend.endpoint,
  });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = { region: REGION, credentials, maxAttempts: 1 };
  const clients = {
    dynamodb: new DynamoDBClient({ ...client, endpoint: backend.endpoint }),
    sqs: new SQSClient({ ...client, endpoint: server.url, useQueueUrlAsEndpoint: false }),
    events: new EventBridgeClient({ ...client, endpoint: server.url }),
  };
  meterTable(clients.dynamodb, meter);
  const gateway = await startGatewayStub(() => count(meter, "gateway"));

  return {
    clock,
    meter,
    tables,
    engine,
    clients,
    gateway,
    /** A client whose calls are not counted. */
    unmetered: backend.client,
    queueUrl: (name: string) => `http://127.0.0.1/${ACCOUNT_ID}/${name}`,
    async stop(): Promise<void> {
      for (const one of Object.values(clients)) one.destroy();
      await gateway.close();
      await server.close();
      await bus.stop();
      engine.close();
      s3.close();
      await backend.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function manualClock(startAt: number): LocalClock {
  let now = startAt;
  const listeners = new Set<() => void>();
  return {
    now: () => now,
    offset: () => now - Date.now(),
    advance(seconds) {
      now += seconds * 1000;
      for (const listener of listeners) listener();
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A gateway that calls every account online, except those in `offline`. */
async function startGatewayStub(onCall: () => void) {
  const offline = new Set<string>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      onCall();
      const [, appId = ""] = /"appId":"([^"]+)"/.exec(body) ?? [];
      response.end(JSON.stringify({ ret: 200, msg: "操作成功", data: !offline.has(appId) }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the gateway has no port");
  return {
    offline,
    baseUrl: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
