import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-account-tasks.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createAlertChannels } from "../../shared/adapters/alerts/channels.ts";
import { alertCredentialsSchema } from "../../shared/adapters/alerts/credentials.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createFetchFile } from "../../shared/adapters/guarded-fetch/fetch-file.ts";
import { createGuardedFetch } from "../../shared/adapters/guarded-fetch/guarded-fetch.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { createLazyMediaStore } from "../../shared/adapters/s3/lazy-media-store.ts";
import { webhookCredentialsSchema } from "../../shared/adapters/webhooks/credentials.ts";
import { createConnections } from "../../shared/adapters/wechat-api/connections.ts";
import { createContactBook } from "../../shared/adapters/wechat-api/contact-book.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/credentials.ts";
import { createGroupBook } from "../../shared/adapters/wechat-api/group-book.ts";
import { createLabelBook } from "../../shared/adapters/wechat-api/label-book.ts";
import { createLazyPassThrough } from "../../shared/adapters/wechat-api/lazy-pass-through.ts";
import { createLoginGateway } from "../../shared/adapters/wechat-api/login-gateway.ts";
import { createMediaSource } from "../../shared/adapters/wechat-api/media-source.ts";
import { createMemberBook } from "../../shared/adapters/wechat-api/member-book.ts";
import { createPostJson } from "../../shared/adapters/wechat-api/post-json.ts";
import { createDynamoAiBudgets } from "../../shared/ai/adapters/dynamo-budgets.ts";
import { createDynamoAiSettings } from "../../shared/ai/adapters/dynamo-settings.ts";
import { createDynamoAlertStore } from "../../shared/alerts/adapters/dynamo-store.ts";
import { createDynamoBroadcasts } from "../../shared/broadcasts/adapters/dynamo-broadcasts.ts";
import { createDynamoOptOuts } from "../../shared/broadcasts/adapters/dynamo-opt-outs.ts";
import { createDynamoRunLedger } from "../../shared/broadcasts/adapters/dynamo-run-ledger.ts";
import { createDynamoRunProgress } from "../../shared/broadcasts/adapters/dynamo-run-progress.ts";
import { createDynamoBroadcastRuns } from "../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createSqsBroadcastTasks } from "../../shared/broadcasts/adapters/sqs-tasks.ts";
import { createDynamoConversations } from "../../shared/conversations/adapters/dynamo-conversations.ts";
import { createDynamoMessageHistory } from "../../shared/decisions/adapters/dynamo-message-history.ts";
import { createDynamoDirectory } from "../../shared/directory/adapters/dynamo-directory.ts";
import { createSqsDirectoryQueue } from "../../shared/directory/adapters/sqs-queue.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newKey, newUlid, systemClock } from "../../shared/lambda/system.ts";
import { createDynamoLogins } from "../../shared/logins/adapters/dynamo-logins.ts";
import { createDynamoNewDevices } from "../../shared/logins/adapters/dynamo-new-devices.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoAuditTrail } from "../../shared/operators/adapters/dynamo-audit-trail.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createSqsOutboundQueue } from "../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createLaneVisibility } from "../../shared/outbound/adapters/sqs-visibility.ts";
import type { TableOptions } from "../../shared/platform/dynamodb/table.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createDynamoProfiles } from "../../shared/profiles/adapters/dynamo-profiles.ts";
import { createDynamoRoutingTables } from "../../shared/routing/adapters/dynamo-tables.ts";
import { createDynamoRuleDrafts } from "../../shared/rules/adapters/dynamo-drafts.ts";
import { createDynamoRules } from "../../shared/rules/adapters/dynamo-rules.ts";
import type { FirstApi } from "./http/route.ts";
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
    connections: createConnections(calls),
    contactBook: createContactBook(calls),
    groupBook: createGroupBook(calls),
    memberBook: createMemberBook(calls),
    labelBook: createLabelBook(calls),
    gatewayEndpoints: createLazyPassThrough(calls),
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
