import { createSqsBeats } from "../../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../../shared/accounts/adapters/sqs-tasks.ts";
import type { Connections } from "../../../shared/accounts/application/ports/connections.ts";
import type { Beats } from "../../../shared/accounts/application/ports/heartbeat.ts";
import type { AccountStore } from "../../../shared/accounts/application/ports/store.ts";
import type { AccountTasks } from "../../../shared/accounts/application/ports/tasks.ts";
import { createLazyEvents } from "../../../shared/adapters/eventbridge/lazy-events.ts";
import type { CallOptions } from "../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createConnections } from "../../../shared/adapters/wechat-api/connections.ts";
import type { Events } from "../../../shared/kernel/application/ports/events.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { ENV } from "../../../shared/names.ts";
import type { SettingsStore } from "../../../shared/operators/application/ports/settings.ts";
import type { Parking } from "../../../shared/outbound/application/ports/outbound.ts";
import type { ChangeVisibility } from "../../../shared/outbound/application/wake-parked.ts";
import type { ByLane } from "../../../shared/outbound/domain/lane.ts";
import type { connectSqs } from "../../../shared/platform/sqs/connect.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of accounts need. */
export type AccountPorts = Runtime & {
  readonly accounts: AccountStore;
  readonly connections: Connections;
  readonly tasks: AccountTasks;
  readonly beats: Beats;
  readonly events: Events;
  readonly settings: Pick<SettingsStore, "get">;
  /** Commands that the sender has parked while an account was not online. */
  readonly parking: Parking;
  readonly changeVisibility: ByLane<ChangeVisibility>;
};

/** The ports that accounts bring, by the environment. */
export function createAccountPorts({
  sqs,
  calls,
}: {
  readonly sqs: ReturnType<typeof connectSqs>;
  readonly calls: CallOptions;
}): Pick<AccountPorts, "connections" | "tasks" | "beats" | "events"> {
  return {
    connections: createConnections(calls),
    tasks: createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) }),
    beats: createSqsBeats({ client: sqs, queueUrl: requireEnv(ENV.heartbeatsQueueUrl), clock: systemClock }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
  };
}
