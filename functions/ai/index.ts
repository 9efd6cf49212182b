import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoAiBudgets } from "../../shared/adapters/dynamodb/ai-budgets.ts";
import { createDynamoAiFallbacks } from "../../shared/adapters/dynamodb/ai-fallbacks.ts";
import { createDynamoAiJournal } from "../../shared/adapters/dynamodb/ai-journal.ts";
import { createDynamoAiSettings } from "../../shared/adapters/dynamodb/ai-settings.ts";
import { createDynamoCircuits } from "../../shared/adapters/dynamodb/circuits.ts";
import { createDynamoConversations } from "../../shared/adapters/dynamodb/conversations.ts";
import { createDynamoDirectory } from "../../shared/adapters/dynamodb/directory.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { aiCredentialsSchema } from "../../shared/adapters/llm/credentials.ts";
import { createLlm } from "../../shared/adapters/llm/llm.ts";
import { createModerations } from "../../shared/adapters/llm/moderations.ts";
import { createSqsOutboundQueue } from "../../shared/adapters/sqs/outbound-queue.ts";
import { createPostJson } from "../../shared/adapters/wechat-api/post-json.ts";
import { createAnswerAiTask } from "../../shared/application/answer-ai-task.ts";
import { LLM } from "../../shared/application/ask-ai.ts";
import { createCircuitBreaker } from "../../shared/application/circuit-breaker.ts";
import { createGroupNames } from "../../shared/application/group-names.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("ai");
const { log, metrics } = observability;
const client = new DynamoDBClient(awsDefaults);
const state = { client, table: requireEnv(ENV.stateTable) };
const journal = { client, table: requireEnv(ENV.journalTable) };
const credentials = secretReader(requireEnv(ENV.aiSecretId), aiCredentialsSchema, observability);
const endpoint = { credentials, forgetCredentials: credentials.forget, post: createPostJson() };

export const handler = createHandler({
  ...observability,
  answer: createAnswerAiTask({
    journal: createDynamoAiJournal(journal),
    settings: createDynamoAiSettings({ client, table: requireEnv(ENV.configTable) }),
    budgets: createDynamoAiBudgets(state),
    fallbacks: createDynamoAiFallbacks(state),
    conversations: createDynamoConversations(state),
    names: createGroupNames(createDynamoDirectory(journal)),
    llm: createLlm({ ...endpoint, clock: systemClock }),
    moderate: createModerations({ ...endpoint, timeoutMs: TIMEOUTS.moderationCall * 1000 }),
    breaker: createCircuitBreaker({
      circuits: createDynamoCircuits(state),
      clock: systemClock,
      metrics,
      log,
      upstream: LLM,
      probeMs: (TIMEOUTS.aiCall + 2) * 1000,
    }),
    outbound: createSqsOutboundQueue({
      client: new SQSClient(awsDefaults),
      queueUrl: requireEnv(ENV.outboundLiveQueueUrl),
      log,
    }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
    timeoutMs: TIMEOUTS.aiCall * 1000,
    clock: systemClock,
    metrics,
    log,
  }),
});
