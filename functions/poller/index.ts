import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/client/credentials.ts";
import { createMessageSource } from "../../shared/adapters/wechat-api/poll/messages.ts";
import { createDynamoHeldAnswers } from "../../shared/inbound/adapters/dynamo-held-answers.ts";
import { createDynamoPollCursors } from "../../shared/inbound/adapters/dynamo-poll-cursors.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createSqsInboundQueue } from "../../shared/inbound/adapters/sqs-queue.ts";
import { createPollAccount } from "../../shared/inbound/application/poll-account.ts";
import { createPollShard } from "../../shared/inbound/application/poll-shard.ts";
import { createReceiveCallback } from "../../shared/inbound/application/receive-callback.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newUlid, systemClock } from "../../shared/lambda/system.ts";
import { CALLBACK_LIMIT, ENV, TIMEOUTS } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("poller");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const stateTable = requireEnv(ENV.stateTable);
const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);
const common = { clock: systemClock, newId: newUlid, metrics, log };

const pollAccount = createPollAccount({
  ...common,
  source: createMessageSource({
    credentials,
    forgetCredentials: credentials.forget,
    postJson: createPostJson(),
    timeoutMs: TIMEOUTS.pollCall * 1000,
    now: systemClock.now,
    maxEntry: CALLBACK_LIMIT,
  }),
  cursors: createDynamoPollCursors({ client, table: stateTable }),
  heldAnswers: createDynamoHeldAnswers({ client, table: stateTable }),
  receive: createReceiveCallback({
    ...common,
    queue: createSqsInboundQueue({ client: connectSqs(awsDefaults), queueUrl: requireEnv(ENV.inboundQueueUrl) }),
    spool: createDynamoSpool({ client, stateTable, journalTable: requireEnv(ENV.journalTable) }),
    bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
  }),
});

export const handler = createHandler({
  ...observability,
  now: systemClock.now,
  poll: createPollShard({
    ...common,
    accounts: createDynamoAccounts({ client, table: requireEnv(ENV.configTable) }),
    leases: createDynamoLeases({ client, table: stateTable }),
    pollAccount,
  }),
});
