import { createAlertChannels } from "../../shared/adapters/alerts/channels.ts";
import { alertCredentialsSchema } from "../../shared/adapters/alerts/credentials.ts";
import { createDynamoAiBudgets } from "../../shared/adapters/dynamodb/ai-budgets.ts";
import { createDynamoAiSettings } from "../../shared/adapters/dynamodb/ai-settings.ts";
import { createDynamoAlertStore } from "../../shared/adapters/dynamodb/alert-store.ts";
import { createDynamoAuditTrail } from "../../shared/adapters/dynamodb/audit-trail.ts";
import { createDynamoBroadcastRuns } from "../../shared/adapters/dynamodb/broadcast-runs.ts";
import { createDynamoBroadcasts } from "../../shared/adapters/dynamodb/broadcasts.ts";
import { createDynamoConversations } from "../../shared/adapters/dynamodb/conversations.ts";
import { createDynamoDirectory } from "../../shared/adapters/dynamodb/directory.ts";
import { createDynamoLedger } from "../../shared/adapters/dynamodb/ledger.ts";
import { createDynamoLogins } from "../../shared/adapters/dynamodb/logins.ts";
import { createDynamoMessageHistory } from "../../shared/adapters/dynamodb/message-history.ts";
import { createDynamoNewDevices } from "../../shared/adapters/dynamodb/new-devices.ts";
import { createDynamoOptOuts } from "../../shared/adapters/dynamodb/opt-outs.ts";
import { createDynamoParking } from "../../shared/adapters/dynamodb/parking.ts";
import { createDynamoProfiles } from "../../shared/adapters/dynamodb/profiles.ts";
import { createDynamoRoutingTables } from "../../shared/adapters/dynamodb/routing-tables.ts";
import { createDynamoRuleDrafts } from "../../shared/adapters/dynamodb/rule-drafts.ts";
import { createDynamoRules } from "../../shared/adapters/dynamodb/rules.ts";
import { createDynamoRunLedger } from "../../shared/adapters/dynamodb/run-ledger.ts";
import { createDynamoRunProgress } from "../../shared/adapters/dynamodb/run-progress.ts";
import type { TableOptions } from "../../shared/adapters/dynamodb/table.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createFetchFile } from "../../shared/adapters/guarded-fetch/fetch-file.ts";
import { createGuardedFetch } from "../../shared/adapters/guarded-fetch/guarded-fetch.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { createLazyMediaStore } from "../../shared/adapters/s3/lazy-media-store.ts";
import { createSqsAccountTasks } from "../../shared/adapters/sqs/account-tasks.ts";
import { createSqsBeats } from "../../shared/adapters/sqs/beats.ts";
import { createSqsBroadcastTasks } from "../../shared/adapters/sqs/broadcast-tasks.ts";
import { connectSqs } from "../../shared/adapters/sqs/connect.ts";
import { createSqsDirectoryQueue } from "../../shared/adapters/sqs/directory-queue.ts";
import { createSqsOutboundQueue } from "../../shared/adapters/sqs/outbound-queue.ts";
import { createLaneVisibility } from "../../shared/adapters/sqs/visibility.ts";
import { webhookCredentialsSchema } from "../../shared/adapters/webhooks/credentials.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/credentials.ts";
import { createGateway } from "../../shared/adapters/wechat-api/gateway.ts";
import { createLazyWholeContract } from "../../shared/adapters/wechat-api/lazy-whole-contract.ts";
import { createLoginGateway } from "../../shared/adapters/wechat-api/login-gateway.ts";
import { createMediaSource } from "../../shared/adapters/wechat-api/media-source.ts";
import { createPostJson } from "../../shared/adapters/wechat-api/post-json.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newKey, newUlid, systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import type { FirstApi } from "./route.ts";
import type { WholePorts } from "./whole-api.ts";

/** Bytes of a file: it is held in memory, twice for a moment, in a function of 512 MB. */
const MEDIA_LIMIT = 32 * 1024 * 1024;

/** Everything that a request may need and that the first routes do not: made with the first request that needs it. */
export function createWholePorts(
  first: Pick<WholePorts, keyof FirstApi>,
  observability: Observability,
  client: TableOptions["client"],
): WholePorts {
  const config = { client, table: requireEnv(ENV.configTable) };
  const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);

  const state = { client, table: requireEnv(ENV.stateTable) };
  const journal = { client, table: requireEnv(ENV.journalTable) };

  const sqs = connectSqs(awsDefaults);
  const outboundUrls = { live: requireEnv(ENV.outboundLiveQueueUrl), bulk: requireEnv(ENV.outboundBulkQueueUrl) };
  const postJson = createPostJson();

  const calls = {
    credentials,
    forgetCredentials: credentials.forget,
    postJson,
    timeoutMs: TIMEOUTS.gatewayCall * 1000,
  };

  return {
    ...observability,
    ...first,
    rules: createDynamoRules(config),
    ruleDrafts: createDynamoRuleDrafts(config),
    history: createDynamoMessageHistory(journal),
    bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
    aiSettings: createDynamoAiSettings(config),
    aiBudgets: createDynamoAiBudgets(state),
    routing: createDynamoRoutingTables(config),
    webhookCredentials: secretReader(requireEnv(ENV.webhookSecretId), webhookCredentialsSchema, observability),
    routingQueues: (process.env[ENV.routingQueues] ?? "").split(",").filter((arn) => arn !== ""),
    audit: createDynamoAuditTrail(config),
    broadcasts: createDynamoBroadcasts(config),
    optOuts: createDynamoOptOuts(config),
    broadcastRuns: createDynamoBroadcastRuns(journal),
    runProgress: createDynamoRunProgress(journal),
    runLedger: createDynamoRunLedger(journal),
    broadcastTasks: createSqsBroadcastTasks({ client: sqs, queueUrl: requireEnv(ENV.broadcastsQueueUrl) }),
    ledger: createDynamoLedger(journal),
    outbound: createSqsOutboundQueue({ client: sqs, queueUrl: outboundUrls.live, log: observability.log }),
    changeVisibility: createLaneVisibility(sqs, outboundUrls),
    parking: createDynamoParking(state),
    profiles: createDynamoProfiles(journal),
    tasks: createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) }),
    beats: createSqsBeats({ client: sqs, queueUrl: requireEnv(ENV.heartbeatsQueueUrl), clock: systemClock }),
    conversations: createDynamoConversations(state),
    directory: createDynamoDirectory(journal),
    directoryQueue: createSqsDirectoryQueue({ client: sqs, queueUrl: requireEnv(ENV.directoryQueueUrl) }),
    gateway: createGateway(calls),
    contract: createLazyWholeContract(calls),
    mediaSource: createMediaSource(calls),
    fetchFile: createFetchFile(
      createGuardedFetch({
        timeoutMs: TIMEOUTS.mediaFetch * 1000,
        maxBytes: MEDIA_LIMIT,
        trustedOrigins: async () => (await credentials()).mediaOrigins ?? [],
      }),
    ),
    media: createLazyMediaStore({
      bucket: requireEnv(ENV.bodiesBucket),
      // A large file takes longer than other calls.
      client: {
        ...awsDefaults,
        maxAttempts: 2,
        requestHandler: { ...awsDefaults.requestHandler, requestTimeout: 4000 },
      },
      clock: systemClock,
    }),
    loginGateway: createLoginGateway(calls),
    logins: createDynamoLogins(state),
    newDevices: createDynamoNewDevices(state),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
    alerts: createDynamoAlertStore(state),
    alertChannels: createAlertChannels({
      credentials: secretReader(requireEnv(ENV.alertsSecretId), alertCredentialsSchema, observability),
      topic: { arn: requireEnv(ENV.alertTopicArn), client: awsDefaults },
      post: postJson,
      now: systemClock.now,
      timeoutMs: TIMEOUTS.alertCall * 1000,
    }),
    newId: newUlid,
    newKey,
    publicUrl: requireEnv(ENV.publicUrl),
  };
}
