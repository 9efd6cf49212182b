import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createPlanHeartbeats } from "../../shared/accounts/application/heartbeat/plan.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("heartbeat-planner");

export const handler = createHandler({
  ...observability,
  plan: createPlanHeartbeats({
    ...observability,
    accounts: createDynamoAccountStore({ client: connectDynamo(awsDefaults), table: requireEnv(ENV.configTable) }),
    beats: createSqsBeats({
      client: connectSqs(awsDefaults),
      queueUrl: requireEnv(ENV.heartbeatsQueueUrl),
      clock: systemClock,
    }),
    clock: systemClock,
  }),
});
