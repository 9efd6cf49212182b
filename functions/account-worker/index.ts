import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-tasks.ts";
import { createCheckAccount } from "../../shared/accounts/application/check-account.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import { createReconnectAccount } from "../../shared/accounts/application/reconnect-account.ts";
import { createSetCallback } from "../../shared/accounts/application/set-callback.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createCallbackTarget } from "../../shared/adapters/wechat-api/callback-target.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/client/credentials.ts";
import { createConnections } from "../../shared/adapters/wechat-api/connections.ts";
import { createLoginGateway } from "../../shared/adapters/wechat-api/login-gateway.ts";
import { callbackKeysSchema } from "../../shared/inbound/domain/callback-key.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newKey, newUlid, systemClock } from "../../shared/lambda/system.ts";
import { createDynamoLogins } from "../../shared/logins/adapters/dynamo-logins.ts";
import { createLogInAgain } from "../../shared/logins/application/log-in-again.ts";
import { createEndStaleLogin } from "../../shared/logins/application/polling/end-stale-login.ts";
import { createPollLogin } from "../../shared/logins/application/polling/poll-login.ts";
import { createStartLogin } from "../../shared/logins/application/start-login.ts";
import { createWorkOnAccount } from "../../shared/logins/application/work-on-account.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createLaneVisibility } from "../../shared/outbound/adapters/sqs-visibility.ts";
import { createWakeParked } from "../../shared/outbound/application/wake-parked.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("account-worker");
const client = connectDynamo(awsDefaults);
const sqs = connectSqs(awsDefaults);
const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);

const callbackKeys = secretReader(requireEnv(ENV.callbackSecretId), callbackKeysSchema, observability);
const publicUrl = requireEnv(ENV.publicUrl);
const gatewayCalls = {
  credentials,
  forgetCredentials: credentials.forget,
  postJson: createPostJson(),
  timeoutMs: TIMEOUTS.gatewayCall * 1000,
};

const ports = {
  ...observability,
  accounts: createDynamoAccountStore({ client, table: requireEnv(ENV.configTable) }),
  parking: createDynamoParking({ client, table: requireEnv(ENV.stateTable) }),
  tasks: createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) }),
  beats: createSqsBeats({ client: sqs, queueUrl: requireEnv(ENV.heartbeatsQueueUrl), clock: systemClock }),
  changeVisibility: createLaneVisibility(sqs, {
    live: requireEnv(ENV.outboundLiveQueueUrl),
    bulk: requireEnv(ENV.outboundBulkQueueUrl),
  }),
  events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
  connections: createConnections(gatewayCalls),
  callbackTarget: createCallbackTarget(gatewayCalls),
  loginGateway: createLoginGateway(gatewayCalls),
  logins: createDynamoLogins({ client, table: requireEnv(ENV.stateTable) }),
  clock: systemClock,
  newKey,
  publicUrl,
};
const move = createMoveAccount({ ...ports, wake: createWakeParked(ports) });
const poll = createPollLogin({ ...ports, move, newId: newUlid });

/** The first key is the newest. */
async function callbackUrl(): Promise<string> {
  const [key] = (await callbackKeys()).keys;
  return `${publicUrl}/callbacks/wechatapi/${key}`;
}

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
  work: createWorkOnAccount({
    ...ports,
    check: createCheckAccount({ ...ports, move }),
    reconnect: createReconnectAccount({ ...ports, move }),
    logInAgain: createLogInAgain({ ...ports, startLogin: createStartLogin({ ...ports, move }) }),
    pollLogin: poll,
    endStaleLogin: createEndStaleLogin({ ...ports, poll, move }),
    setCallback: createSetCallback({ ...ports, callbackUrl }),
  }),
});
