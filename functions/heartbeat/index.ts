import { createDynamoPulses } from "../../shared/accounts/adapters/dynamo-pulses.ts";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-tasks.ts";
import { createBeatAccounts } from "../../shared/accounts/application/heartbeat/beat-accounts.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/client/credentials.ts";
import { createConnections } from "../../shared/adapters/wechat-api/connections.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createLaneVisibility } from "../../shared/outbound/adapters/sqs-visibility.ts";
import { createWakeParked } from "../../shared/outbound/application/wake-parked.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("heartbeat");
const client = connectDynamo(awsDefaults);
const sqs = connectSqs(awsDefaults);
const [configTable, stateTable] = [requireEnv(ENV.configTable), requireEnv(ENV.stateTable)];
const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);

const ports = {
  ...observability,
  accounts: createDynamoAccountStore({ client, table: configTable }),
  settings: createDynamoSettings({ client, table: configTable }),
  parking: createDynamoParking({ client, table: stateTable }),
  pulses: createDynamoPulses({ client, configTable, stateTable, now: systemClock.now }),
  tasks: createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) }),
  beats: createSqsBeats({ client: sqs, queueUrl: requireEnv(ENV.heartbeatsQueueUrl), clock: systemClock }),
  changeVisibility: createLaneVisibility(sqs, {
    live: requireEnv(ENV.outboundLiveQueueUrl),
    bulk: requireEnv(ENV.outboundBulkQueueUrl),
  }),
  events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
  connections: createConnections({
    credentials,
    forgetCredentials: credentials.forget,
    postJson: createPostJson(),
    timeoutMs: TIMEOUTS.beatCall * 1000,
  }),
  clock: systemClock,
};
const wake = createWakeParked(ports);

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
  beat: createBeatAccounts({ ...ports, wake, move: createMoveAccount({ ...ports, wake }) }),
});
