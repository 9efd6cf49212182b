import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createDynamoBroadcasts } from "../../shared/broadcasts/adapters/dynamo-broadcasts.ts";
import { createDynamoOptOuts } from "../../shared/broadcasts/adapters/dynamo-opt-outs.ts";
import { createDynamoRunLedger } from "../../shared/broadcasts/adapters/dynamo-run-ledger.ts";
import { createDynamoRunProgress } from "../../shared/broadcasts/adapters/dynamo-run-progress.ts";
import { createDynamoBroadcastRuns } from "../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createSqsBroadcastTasks } from "../../shared/broadcasts/adapters/sqs-tasks.ts";
import { createBroadcastWorker } from "../../shared/broadcasts/application/worker.ts";
import { createDynamoDirectory } from "../../shared/directory/adapters/dynamo-directory.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createSqsOutboundQueue } from "../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createDynamoProfiles } from "../../shared/profiles/adapters/dynamo-profiles.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("broadcast");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const sqs = connectSqs(awsDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const journal = { client, table: requireEnv(ENV.journalTable) };

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
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
    bulk: createSqsOutboundQueue({ client: sqs, queueUrl: requireEnv(ENV.outboundBulkQueueUrl), metrics, log }),
    clock: systemClock,
    metrics,
    log,
  }),
});
