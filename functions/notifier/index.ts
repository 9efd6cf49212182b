import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createAlertChannels } from "../../shared/adapters/alerts/channels.ts";
import { alertCredentialsSchema, NO_ROBOTS } from "../../shared/adapters/alerts/credentials.ts";
import { createDynamoAlertStore } from "../../shared/alerts/adapters/dynamo-store.ts";
import { createSqsAlertFlushes } from "../../shared/alerts/adapters/sqs-flushes.ts";
import { createFlushAlerts } from "../../shared/alerts/application/flush-alerts.ts";
import { createPlanAlertFlush } from "../../shared/alerts/application/plan-flush.ts";
import { createRecordAlert } from "../../shared/alerts/application/record-alert.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("notifier");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const alerts = createDynamoAlertStore({ client, table: requireEnv(ENV.stateTable) });
const settings = createDynamoSettings(config);
const plan = createPlanAlertFlush({
  alerts,
  flushes: createSqsAlertFlushes({
    client: connectSqs(awsDefaults),
    queueUrl: requireEnv(ENV.alertsQueueUrl),
  }),
  settings,
  clock: systemClock,
});

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
  record: createRecordAlert({ alerts, plan, clock: systemClock, metrics }),
  flushAlerts: createFlushAlerts({
    alerts,
    channels: createAlertChannels({
      credentials: secretReader(requireEnv(ENV.alertsSecretId), alertCredentialsSchema, {
        ...observability,
        unset: NO_ROBOTS,
      }),
      topic: { arn: requireEnv(ENV.alertTopicArn), client: awsDefaults },
      post: createPostJson(),
      now: systemClock.now,
      timeoutMs: TIMEOUTS.alertCall * 1000,
    }),
    accounts: createDynamoAccounts(config),
    settings,
    plan,
    clock: systemClock,
    metrics,
    log,
  }),
});
