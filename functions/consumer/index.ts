import * as z from "zod";
import { createDynamoPulses } from "../../shared/accounts/adapters/dynamo-pulses.ts";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-tasks.ts";
import { createNotePulse } from "../../shared/accounts/application/heartbeat/note-pulse.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { createSqsAiQueue } from "../../shared/ai/adapters/sqs-queue.ts";
import { createDynamoConversations } from "../../shared/conversations/adapters/dynamo-conversations.ts";
import { createDynamoGroupClaims } from "../../shared/conversations/adapters/dynamo-group-claims.ts";
import { createDynamoJournal } from "../../shared/decisions/adapters/dynamo-journal.ts";
import { createDynamoUnreadCounts } from "../../shared/decisions/adapters/dynamo-unread-counts.ts";
import { createConsumeInbound } from "../../shared/decisions/application/consume-inbound.ts";
import { createReadFacts } from "../../shared/decisions/application/read-facts.ts";
import { createDynamoDirectory } from "../../shared/directory/adapters/dynamo-directory.ts";
import { createSqsDirectoryQueue } from "../../shared/directory/adapters/sqs-queue.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectFifoLane } from "../../shared/lambda/connect-fifo-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoLostFriends } from "../../shared/outbound/adapters/dynamo-lost-friends.ts";
import { createSqsOutboundQueue } from "../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createDynamoProfiles } from "../../shared/profiles/adapters/dynamo-profiles.ts";
import { createAnnounceBehaviour } from "../../shared/profiles/application/announce-behaviour.ts";
import { createRecordBehaviour } from "../../shared/profiles/application/record-behaviour.ts";
import { BEHAVIOUR_EVENTS } from "../../shared/profiles/domain/behaviour-event.ts";
import { PROFILE_SCOPES } from "../../shared/profiles/domain/change.ts";
import { createDynamoRoutingTables } from "../../shared/routing/adapters/dynamo-tables.ts";
import { createSqsDeliveryQueue } from "../../shared/routing/adapters/sqs-delivery-queue.ts";
import { createCurrentRouting } from "../../shared/routing/application/current-routing.ts";
import { createDynamoCooldowns } from "../../shared/rules/adapters/dynamo-cooldowns.ts";
import { createDynamoRules } from "../../shared/rules/adapters/dynamo-rules.ts";
import { createCurrentRules } from "../../shared/rules/application/current-rules.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("consumer");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const sqs = connectSqs(awsDefaults);
const config = requireEnv(ENV.configTable);

const pulses = createDynamoPulses({
  client,
  configTable: config,
  stateTable: requireEnv(ENV.stateTable),
  now: systemClock.now,
});

const tasks = createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) });

/** How often the gateway is asked about an account that receives messages and counts as offline, ms. */
const BACK_EVERY = 10_000;

const journalTable = requireEnv(ENV.journalTable);
const state = requireEnv(ENV.stateTable);
/** Accounts are decided side by side, so that their calls join. */
const joins = true;
const journal = createDynamoJournal({ client, table: journalTable, joins });
const conversations = createDynamoConversations({ client, table: state, joins });
const profiles = createDynamoProfiles({ client, table: journalTable, joins });
const cooldowns = createDynamoCooldowns({ client, table: state, joins });

/**
 * How often the time of an account's last message is written, ms. Silence is counted in hours, so minutes do not
 * matter.
 */
const HEARD_EVERY = 300_000;

const events = createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults });

const groups = createDynamoDirectory({ client, table: journalTable });

export const handler = createHandler({
  ...observability,
  lane: connectFifoLane(client, observability),
  consume: createConsumeInbound({
    journal,
    accounts: createDynamoAccountStore({ client, table: config, joins }),
    rules: createCurrentRules({
      rules: createDynamoRules({ client, table: config }),
      clock: systemClock,
      metrics,
      log,
    }),
    facts: createReadFacts({
      cooldowns,
      journal,
      conversations,
      profiles,
      directory: groups,
    }),
    groups,
    groupClaims: createDynamoGroupClaims({ client, table: state }),
    lostFriends: createDynamoLostFriends({ client, table: state, joins }),
    unreadCounts: createDynamoUnreadCounts({ client, table: state }),
    cooldowns,
    conversations,
    settings: createDynamoSettings({ client, table: config }),
    routing: createCurrentRouting({
      routing: createDynamoRoutingTables({ client, table: config }),
      clock: systemClock,
      metrics,
      log,
    }),
    deliveries: createSqsDeliveryQueue({ client: sqs, queueUrl: requireEnv(ENV.deliveriesQueueUrl), metrics, log }),
    outbound: createSqsOutboundQueue({
      client: sqs,
      queueUrl: requireEnv(ENV.outboundLiveQueueUrl),
      metrics,
      log,
    }),
    ai: createSqsAiQueue({ client: sqs, queueUrl: requireEnv(ENV.aiQueueUrl), metrics, log }),
    noteSignOfLife: createNotePulse({ note: pulses.heard, every: HEARD_EVERY, clock: systemClock, log }),
    checkWhetherBack: createNotePulse({
      note: (appId) => tasks.add({ type: "check", appId, by: "check-failed" }, 0),
      every: BACK_EVERY,
      clock: systemClock,
      log,
    }),
    tasks,
    directory: createSqsDirectoryQueue({ client: sqs, queueUrl: requireEnv(ENV.directoryQueueUrl) }),
    profileScope: z.enum(PROFILE_SCOPES).parse(requireEnv(ENV.profileScope)),
    recordBehaviour: createRecordBehaviour({
      profiles,
      announce: createAnnounceBehaviour({
        mode: z.enum(BEHAVIOUR_EVENTS).parse(requireEnv(ENV.behaviourEvents)),
        events,
        metrics,
        log,
      }),
      clock: systemClock,
      metrics,
      log,
    }),
    bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
    events,
    clock: systemClock,
    metrics,
    log,
  }),
});
