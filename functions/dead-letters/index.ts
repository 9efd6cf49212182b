import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyLargeBodies } from "../../shared/adapters/s3/lazy-dead-letter-bodies.ts";
import { createDynamoAllowances } from "../../shared/dead-letters/adapters/dynamo-allowances.ts";
import { createDynamoFailureCauses } from "../../shared/dead-letters/adapters/dynamo-causes.ts";
import { createDynamoDeadLetters } from "../../shared/dead-letters/adapters/dynamo-store.ts";
import { createSqsDeadLetterQueue } from "../../shared/dead-letters/adapters/sqs-queue.ts";
import { createDrainQueues } from "../../shared/dead-letters/application/drain-queues.ts";
import { createWatchLetters } from "../../shared/dead-letters/application/watch-letters.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("dead-letters");
const dynamo = connectDynamo(awsDefaults);
const client = connectSqs(awsDefaults);
const state = { client: dynamo, table: requireEnv(ENV.stateTable) };
const letters = createDynamoDeadLetters({ client: dynamo, table: requireEnv(ENV.journalTable) });
const common = { ...observability, letters, clock: systemClock };

const queues = requireEnv(ENV.deadLetterQueues)
  .split(" ")
  .map((pair) => {
    const [lane = "", queueUrl = ""] = pair.split("=", 2);
    return createSqsDeadLetterQueue({ client, lane, queueUrl });
  });

export const handler = createHandler({
  ...observability,
  now: systemClock.now,
  drain: createDrainQueues({
    ...common,
    queues,
    causes: createDynamoFailureCauses(state),
    largeBodies: createLazyLargeBodies({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
  }),
  watch: createWatchLetters({ ...common, allowances: createDynamoAllowances(state) }),
});
