import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createAddressBook } from "../../shared/adapters/wechat-api/books/address-book.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/client/credentials.ts";
import { createDynamoDirectoryStore } from "../../shared/directory/adapters/dynamo-store.ts";
import { createSqsDirectoryQueue } from "../../shared/directory/adapters/sqs-queue.ts";
import { createRunDirectoryTask } from "../../shared/directory/application/run-task.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectLane } from "../../shared/lambda/connect-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("directory");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);

export const handler = createHandler({
  ...observability,
  lane: connectLane(client, observability),
  run: createRunDirectoryTask({
    accounts: createDynamoAccounts({ client, table: requireEnv(ENV.configTable) }),
    directory: createDynamoDirectoryStore({ client, table: requireEnv(ENV.journalTable) }),
    addressBook: createAddressBook({
      credentials,
      forgetCredentials: credentials.forget,
      postJson: createPostJson(),
      timeoutMs: TIMEOUTS.gatewayCall * 1000,
      listTimeoutMs: TIMEOUTS.addressBook * 1000,
    }),
    queue: createSqsDirectoryQueue({
      client: connectSqs(awsDefaults),
      queueUrl: requireEnv(ENV.directoryQueueUrl),
    }),
    clock: systemClock,
    metrics,
    log,
  }),
});
