import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { createDynamoAccounts } from "../../shared/adapters/dynamodb/accounts.ts";
import { createDynamoConversations } from "../../shared/adapters/dynamodb/conversations.ts";
import { createDynamoCooldowns } from "../../shared/adapters/dynamodb/cooldowns.ts";
import { createDynamoDirectory } from "../../shared/adapters/dynamodb/directory.ts";
import { createDynamoJournal } from "../../shared/adapters/dynamodb/journal.ts";
import { createDynamoProfiles } from "../../shared/adapters/dynamodb/profiles.ts";
import { createDynamoPulses } from "../../shared/adapters/dynamodb/pulses.ts";
import { createDynamoRoutingTables } from "../../shared/adapters/dynamodb/routing-tables.ts";
import { createDynamoRules } from "../../shared/adapters/dynamodb/rules.ts";
import { createDynamoSettings } from "../../shared/adapters/dynamodb/settings.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { createSqsAccountTasks } from "../../shared/adapters/sqs/account-tasks.ts";
import { createSqsAiQueue } from "../../shared/adapters/sqs/ai-queue.ts";
import { createSqsDeliveryQueue } from "../../shared/adapters/sqs/delivery-queue.ts";
import { createSqsDirectoryQueue } from "../../shared/adapters/sqs/directory-queue.ts";
import { createSqsOutboundQueue } from "../../shared/adapters/sqs/outbound-queue.ts";
import { createAnnounceBehaviour } from "../../shared/application/announce-behaviour.ts";
import { createConsumeInbound } from "../../shared/application/consume-inbound.ts";
import { createCurrentRouting } from "../../shared/application/current-routing.ts";
import { createCurrentRules } from "../../shared/application/current-rules.ts";
import { createNotePulse } from "../../shared/application/note-pulse.ts";
import { createReadFacts } from "../../shared/application/read-facts.ts";
import { createRecordBehaviour } from "../../shared/application/record-behaviour.ts";
import { BEHAVIOUR_EVENTS } from "../../shared/domain/behaviour-event.ts";
import { PROFILE_SCOPES } from "../../shared/domain/profile-change.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("consumer");
const { log, metrics } = observability;
const client = new DynamoDBClient(awsDefaults);
const sqs = new SQSClient(awsDefaults);
const config = requireEnv(ENV.configTable);

const pulses = createDynamoPulses({
  client,
  configTable: config,
  stateTable: requireEnv(ENV.stateTable),
  now: systemClock.now,
});

const tasks = createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) });

/** The gateway is asked once in so many ms about an account that hears and is thought to be offline. */
const BACK_EVERY = 10_000;

const journalTable = requireEnv(ENV.journalTable);
const journal = createDynamoJournal({ client, table: journalTable });
const conversations = createDynamoConversations({ client, table: requireEnv(ENV.stateTable) });
const profiles = createDynamoProfiles({ client, table: journalTable });
const cooldowns = createDynamoCooldowns({ client, table: requireEnv(ENV.stateTable) });

/** An account is silent after hours: minutes are of no matter, and cost writes, ms. */
const HEARD_EVERY = 300_000;

const events = createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults });

export const handler = createHandler({
  ...observability,
  consume: createConsumeInbound({
    journal,
    accounts: createDynamoAccounts({ client, table: config }),
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
      directory: createDynamoDirectory({ client, table: journalTable }),
    }),
    cooldowns,
    conversations,
    settings: createDynamoSettings({ client, table: config }),
    routing: createCurrentRouting({
      routing: createDynamoRoutingTables({ client, table: config }),
      clock: systemClock,
      metrics,
      log,
    }),
    deliveries: createSqsDeliveryQueue({ client: sqs, queueUrl: requireEnv(ENV.deliveriesQueueUrl), log }),
    outbound: createSqsOutboundQueue({
      client: sqs,
      queueUrl: requireEnv(ENV.outboundLiveQueueUrl),
      log,
    }),
    ai: createSqsAiQueue({ client: sqs, queueUrl: requireEnv(ENV.aiQueueUrl), log }),
    heard: createNotePulse({ note: pulses.heard, every: HEARD_EVERY, clock: systemClock, log }),
    mayBeBack: createNotePulse({
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
