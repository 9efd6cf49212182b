import { createDynamoPulses } from "../../shared/accounts/adapters/dynamo-pulses.ts";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-tasks.ts";
import { createBeatAccounts } from "../../shared/accounts/application/heartbeat/beat-accounts.ts";
import { createPlanHeartbeats } from "../../shared/accounts/application/heartbeat/plan.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import { newAccount } from "../../shared/accounts/domain/account.ts";
import { type Beat, beatSchema, planBeats } from "../../shared/accounts/domain/heartbeat.ts";
import { createEventBridgeEvents } from "../../shared/adapters/eventbridge/events.ts";
import { createConnections } from "../../shared/adapters/wechat-api/connections.ts";
import { inParallel } from "../../shared/kernel/application/in-parallel.ts";
import type { Log } from "../../shared/kernel/application/ports/runtime.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createLaneVisibility } from "../../shared/outbound/adapters/sqs-visibility.ts";
import { createWakeParked } from "../../shared/outbound/application/wake-parked.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { silent } from "../silent.ts";
import { count, type Meter } from "./meter.ts";
import { BUS, QUEUES, type SimulatedCloud, startSimulatedCloud } from "./simulated-cloud.ts";

export type Scenario = {
  readonly accounts: number;
  /** With 10, for example, every tenth account goes offline. */
  readonly offlineEvery?: number;
  /** Time (ms) before each of its beats at which an account sends something. */
  readonly sentBefore?: number;
};

const MINUTE = Date.parse("2026-03-10T04:00:00Z");
const LANES = 16;
const log: Log = { info: () => undefined, warn: console.warn, error: console.error };

/** Runs one planned minute of a fleet with the platform's own use cases and adapters; returns the calls. */
export async function meterPlannedMinute(scenario: Scenario): Promise<Meter> {
  const cloud = await startSimulatedCloud(MINUTE);
  try {
    const appIds = Array.from({ length: scenario.accounts }, (_, index) => `wx_fleet_${index}`);
    await register(cloud, appIds);
    if (scenario.offlineEvery) {
      for (const [index, appId] of appIds.entries())
        if (index % scenario.offlineEvery === 0) cloud.gateway.offline.add(appId);
    }
    const { plan, beat } = functionsOn(cloud);
    const rounds = Map.groupBy(planBeats(appIds, MINUTE), ({ dueAt }) => dueAt);
    const pulses = createDynamoPulses({
      client: cloud.unmetered,
      configTable: cloud.tables.config,
      stateTable: cloud.tables.state,
      now: cloud.clock.now,
    });
    count(cloud.meter, "invocation");
    await plan(MINUTE);
    // The minute's last beat is due after 65 s, and a send delays it by less than 30 s.
    for (let second = 0; second <= 96; second += 1) {
      const now = cloud.clock.now();
      if (scenario.sentBefore !== undefined) {
        const due = (rounds.get(now) ?? []).flatMap((one) => one.appIds);
        const sentAt = now - scenario.sentBefore;
        await inParallel(due, LANES, (appId) => pulses.alive(appId, sentAt));
      }
      await drain(cloud, beat);
      cloud.clock.advance(1);
    }
    return cloud.meter;
  } finally {
    await cloud.stop();
  }
}

async function register({ unmetered, tables, clock }: SimulatedCloud, appIds: readonly string[]): Promise<void> {
  const accounts = createDynamoAccountStore({ client: unmetered, table: tables.config });
  // Longer would be silent: its connection would be renewed.
  const since = clock.now() - 3_600_000;
  await inParallel(appIds, LANES, (appId) => {
    const account = newAccount({ appId, name: `演示账号 ${appId}`, wxid: `wxid_${appId}` }, since);
    return accounts.register({ ...account, state: "ONLINE" });
  });
}

/** The use cases of the planner and of the worker, over the simulated cloud. */
function functionsOn({ clients, clock, gateway, queueUrl, tables, meter }: SimulatedCloud) {
  const { dynamodb: client, sqs } = clients;
  const ports = {
    log,
    metrics: silent.metrics,
    clock: { now: clock.now, sleep: async () => undefined },
    accounts: createDynamoAccountStore({ client, table: tables.config }),
    settings: createDynamoSettings({ client, table: tables.config }),
    parking: createDynamoParking({ client, table: tables.state }),
    pulses: createDynamoPulses({ client, configTable: tables.config, stateTable: tables.state, now: clock.now }),
    tasks: createSqsAccountTasks({ client: sqs, queueUrl: queueUrl(QUEUES.accountTasks) }),
    beats: createSqsBeats({ client: sqs, queueUrl: queueUrl(QUEUES.heartbeats), clock }),
    changeVisibility: createLaneVisibility(sqs, {
      live: queueUrl(QUEUES.outboundLive),
      bulk: queueUrl(QUEUES.outboundBulk),
    }),
    events: createEventBridgeEvents({ client: clients.events, busName: BUS }),
    connections: createConnections({
      credentials: async () => ({ baseUrl: gateway.baseUrl, token: "token" }),
      postJson: createPostJson(),
      timeoutMs: 5000,
    }),
  };
  const wake = createWakeParked(ports);
  const run = createBeatAccounts({ ...ports, wake, move: createMoveAccount({ ...ports, wake }) });
  const beat = async (one: Beat) => {
    count(meter, "beat message");
    await run(one);
  };
  return { plan: createPlanHeartbeats(ports), beat };
}

/**
 * Hands out due messages, as an event source does. It counts the upper bound of requests: each message is received,
 * worked on and deleted by itself.
 */
async function drain({ engine, meter }: SimulatedCloud, beat: (one: Beat) => Promise<void>): Promise<void> {
  for (;;) {
    const messages = await engine.receiveMessages(QUEUES.heartbeats, { max: 10, waitSeconds: 0 });
    if (messages.length === 0) return;
    for (const call of ["ReceiveMessage", "DeleteMessageBatch", "invocation"]) count(meter, call, messages.length);
    await Promise.all(messages.map(({ Body }) => beat(beatSchema.parse(JSON.parse(Body)))));
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    engine.deleteMessageBatch(QUEUES.heartbeats, entries);
  }
}
