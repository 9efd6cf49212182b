import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLlm } from "../../shared/adapters/llm/completions.ts";
import { aiCredentialsSchema } from "../../shared/adapters/llm/credentials.ts";
import { createModerations } from "../../shared/adapters/llm/moderations.ts";
import { createDynamoAiBudgets } from "../../shared/ai/adapters/dynamo-budgets.ts";
import { createDynamoAiFallbacks } from "../../shared/ai/adapters/dynamo-fallbacks.ts";
import { createDynamoAiSettings } from "../../shared/ai/adapters/dynamo-settings.ts";
import { createAnswerAiTask } from "../../shared/ai/application/answer-task.ts";
import { LLM } from "../../shared/ai/application/ask-ai.ts";
import { createDynamoConversations } from "../../shared/conversations/adapters/dynamo-conversations.ts";
import { createDynamoAiJournal } from "../../shared/decisions/adapters/dynamo-ai-journal.ts";
import { createDynamoDirectory } from "../../shared/directory/adapters/dynamo-directory.ts";
import { createGroupNames } from "../../shared/directory/application/group-names.ts";
import { createCircuitBreaker, PLAIN_RULE } from "../../shared/kernel/application/circuit-breaker.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectFifoLane } from "../../shared/lambda/connect-fifo-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createSqsOutboundQueue } from "../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createDynamoCircuits } from "../../shared/platform/dynamodb/circuits.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("ai");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const state = { client, table: requireEnv(ENV.stateTable) };
const journal = { client, table: requireEnv(ENV.journalTable) };
const credentials = secretReader(requireEnv(ENV.aiSecretId), aiCredentialsSchema, observability);
const endpoint = { credentials, forgetCredentials: credentials.forget, post: createPostJson() };

export const handler = createHandler({
  ...observability,
  lane: connectFifoLane(client, observability),
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
      rule: PLAIN_RULE,
      kind: "upstream",
      upstream: LLM,
      probeMs: (TIMEOUTS.aiCall + 2) * 1000,
    }),
    outbound: createSqsOutboundQueue({
      client: connectSqs(awsDefaults),
      queueUrl: requireEnv(ENV.outboundLiveQueueUrl),
      metrics,
      log,
    }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
    timeoutMs: TIMEOUTS.aiCall * 1000,
    clock: systemClock,
    metrics,
    log,
  }),
});
