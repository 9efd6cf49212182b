import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoAccounts } from "../../shared/adapters/dynamodb/accounts.ts";
import { createDynamoAuditTrail } from "../../shared/adapters/dynamodb/audit-trail.ts";
import { createDynamoLedger } from "../../shared/adapters/dynamodb/ledger.ts";
import { createDynamoRules } from "../../shared/adapters/dynamodb/rules.ts";
import { createDynamoSettings } from "../../shared/adapters/dynamodb/settings.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createSqsOutboundQueue } from "../../shared/adapters/sqs/outbound-queue.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/credentials.ts";
import { createGateway } from "../../shared/adapters/wechat-api/gateway.ts";
import { createPostJson } from "../../shared/adapters/wechat-api/post-json.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newUlid, systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("api");
const client = new DynamoDBClient(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);

export const handler = createHandler({
  ...observability,
  accounts: createDynamoAccounts(config),
  rules: createDynamoRules(config),
  settings: createDynamoSettings(config),
  audit: createDynamoAuditTrail(config),
  ledger: createDynamoLedger({ client, table: requireEnv(ENV.journalTable) }),
  outbound: createSqsOutboundQueue({
    client: new SQSClient(awsDefaults),
    queueUrl: requireEnv(ENV.outboundLiveQueueUrl),
    log: observability.log,
  }),
  gateway: createGateway({
    credentials,
    forgetCredentials: credentials.forget,
    postJson: createPostJson(),
    timeoutMs: TIMEOUTS.gatewayCall * 1000,
  }),
  events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
  clock: systemClock,
  newId: newUlid,
  // Lambda's own variable: the published version's number, or $LATEST.
  version: requireEnv("AWS_LAMBDA_FUNCTION_VERSION"),
});
