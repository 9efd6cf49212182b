import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createSqsInboundQueue } from "../../shared/inbound/adapters/sqs-queue.ts";
import { createDrainSpool } from "../../shared/inbound/application/drain-spool.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { newUlid, systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("spool-drain");
const client = connectDynamo(awsDefaults);
const stateTable = requireEnv(ENV.stateTable);

export const handler = createHandler({
  ...observability,
  now: systemClock.now,
  drain: createDrainSpool({
    queue: createSqsInboundQueue({
      client: connectSqs(awsDefaults),
      queueUrl: requireEnv(ENV.inboundQueueUrl),
    }),
    spool: createDynamoSpool({ client, stateTable, journalTable: requireEnv(ENV.journalTable) }),
    leases: createDynamoLeases({ client, table: stateTable }),
    clock: systemClock,
    newId: newUlid,
    metrics: observability.metrics,
    log: observability.log,
  }),
});
