import type { SQSClient } from "@aws-sdk/client-sqs";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createPostWebhook } from "../../shared/adapters/guarded-fetch/post-webhook.ts";
import { webhookCredentialsSchema } from "../../shared/adapters/webhooks/credentials.ts";
import { createDynamoConversations } from "../../shared/conversations/adapters/dynamo-conversations.ts";
import { createCircuitBreakers, PLAIN_RULE } from "../../shared/kernel/application/circuit-breaker.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectFifoLane } from "../../shared/lambda/connect-fifo-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createSqsOutboundQueue } from "../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createVisibilityChanger } from "../../shared/outbound/adapters/sqs-visibility.ts";
import { createDynamoCircuits } from "../../shared/platform/dynamodb/circuits.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createDynamoRoutingTables } from "../../shared/routing/adapters/dynamo-tables.ts";
import { createSqsTargetQueues } from "../../shared/routing/adapters/sqs-target-queues.ts";
import { createCarryOutDeliveries } from "../../shared/routing/application/carry-out-deliveries.ts";
import { createCarryOutDelivery } from "../../shared/routing/application/carry-out-delivery.ts";
import { createCurrentRouting } from "../../shared/routing/application/current-routing.ts";
import { readQueueArns } from "../../shared/routing/domain/queue-arns.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("delivery");
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const state = { client, table: requireEnv(ENV.stateTable) };
const sqs = connectSqs(awsDefaults);
const clock = systemClock;
const webhookCredentials = secretReader(requireEnv(ENV.webhookSecretId), webhookCredentialsSchema, observability);

const clients = new Map<string, SQSClient>();

/** A target queue may lie in another region. Its URL only names it; the SDK's endpoint comes from the environment. */
function clientIn(region: string): SQSClient {
  const known = clients.get(region) ?? connectSqs({ ...awsDefaults, region, useQueueUrlAsEndpoint: false });
  clients.set(region, known);
  return known;
}

export const handler = createHandler({
  ...observability,
  lane: connectFifoLane(client, observability),
  carryOut: createCarryOutDeliveries({
    carryOut: createCarryOutDelivery({
      routing: createCurrentRouting({
        routing: createDynamoRoutingTables({ client, table: requireEnv(ENV.configTable) }),
        clock,
        metrics,
        log,
      }),
      queues: createSqsTargetQueues({ allowed: readQueueArns(process.env[ENV.routingQueues] ?? ""), clientIn }),
      events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
      post: createPostWebhook({ trustedOrigins: async () => (await webhookCredentials()).trustedOrigins }),
      webhookCredentials,
      outbound: createSqsOutboundQueue({ client: sqs, queueUrl: requireEnv(ENV.outboundLiveQueueUrl), metrics, log }),
      conversations: createDynamoConversations(state),
      breakerOf: createCircuitBreakers({
        circuits: createDynamoCircuits(state),
        clock,
        rule: PLAIN_RULE,
        kind: "target",
        metrics,
        log,
      }),
      clock,
      metrics,
      log,
    }),
    now: clock.now,
  }),
  changeVisibility: createVisibilityChanger({ client: sqs, queueUrl: requireEnv(ENV.deliveriesQueueUrl) }),
  now: clock.now,
});
