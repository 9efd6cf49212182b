import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoAccounts } from "../../shared/adapters/dynamodb/accounts.ts";
import { createDynamoBroadcastRuns } from "../../shared/adapters/dynamodb/broadcast-runs.ts";
import { createDynamoBroadcasts } from "../../shared/adapters/dynamodb/broadcasts.ts";
import { createDynamoDirectory } from "../../shared/adapters/dynamodb/directory.ts";
import { createDynamoLedger } from "../../shared/adapters/dynamodb/ledger.ts";
import { createDynamoOptOuts } from "../../shared/adapters/dynamodb/opt-outs.ts";
import { createDynamoProfiles } from "../../shared/adapters/dynamodb/profiles.ts";
import { createDynamoRunLedger } from "../../shared/adapters/dynamodb/run-ledger.ts";
import { createDynamoRunProgress } from "../../shared/adapters/dynamodb/run-progress.ts";
import { createDynamoSettings } from "../../shared/adapters/dynamodb/settings.ts";
import { createSqsBroadcastTasks } from "../../shared/adapters/sqs/broadcast-tasks.ts";
import { createSqsOutboundQueue } from "../../shared/adapters/sqs/outbound-queue.ts";
import { createBroadcastWorker } from "../../shared/application/broadcast-worker.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("broadcast");
const { log, metrics } = observability;
const client = new DynamoDBClient(awsDefaults);
const sqs = new SQSClient(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const journal = { client, table: requireEnv(ENV.journalTable) };

export const handler = createHandler({
  ...observability,
  ...createBroadcastWorker({
    accounts: createDynamoAccounts(config),
    settings: createDynamoSettings(config),
    broadcasts: createDynamoBroadcasts(config),
    optOuts: createDynamoOptOuts(config),
    broadcastRuns: createDynamoBroadcastRuns(journal),
    runProgress: createDynamoRunProgress(journal),
    runLedger: createDynamoRunLedger(journal),
    ledger: createDynamoLedger(journal),
    directory: createDynamoDirectory(journal),
    profiles: createDynamoProfiles(journal),
    broadcastTasks: createSqsBroadcastTasks({ client: sqs, queueUrl: requireEnv(ENV.broadcastsQueueUrl) }),
    bulk: createSqsOutboundQueue({ client: sqs, queueUrl: requireEnv(ENV.outboundBulkQueueUrl), log }),
    clock: systemClock,
    metrics,
    log,
  }),
});
