import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoCircuits } from "../../shared/adapters/dynamodb/circuits.ts";
import { createDynamoConversations } from "../../shared/adapters/dynamodb/conversations.ts";
import { createDynamoRoutingTables } from "../../shared/adapters/dynamodb/routing-tables.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createPostWebhook } from "../../shared/adapters/guarded-fetch/post-webhook.ts";
import { createSqsOutboundQueue } from "../../shared/adapters/sqs/outbound-queue.ts";
import { createSqsTargetQueues } from "../../shared/adapters/sqs/target-queues.ts";
import { createVisibilityChanger } from "../../shared/adapters/sqs/visibility.ts";
import { webhookCredentialsSchema } from "../../shared/adapters/webhooks/credentials.ts";
import { createCarryOutDeliveries } from "../../shared/application/carry-out-deliveries.ts";
import { createCarryOutDelivery } from "../../shared/application/carry-out-delivery.ts";
import { createCircuitBreakers } from "../../shared/application/circuit-breaker.ts";
import { createCurrentRouting } from "../../shared/application/current-routing.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("delivery");
const { log, metrics } = observability;
const client = new DynamoDBClient(awsDefaults);
const state = { client, table: requireEnv(ENV.stateTable) };
const sqs = new SQSClient(awsDefaults);
const clock = systemClock;
const webhookCredentials = secretReader(requireEnv(ENV.webhookSecretId), webhookCredentialsSchema, observability);

const clients = new Map<string, SQSClient>();

/** Queues may lie in other regions. Their URLs name them and no more: where SQS is reached, the environment says. */
function clientIn(region: string): SQSClient {
  const known = clients.get(region) ?? new SQSClient({ ...awsDefaults, region, useQueueUrlAsEndpoint: false });
  clients.set(region, known);
  return known;
}

export const handler = createHandler({
  ...observability,
  carryOut: createCarryOutDeliveries({
    carryOut: createCarryOutDelivery({
      routing: createCurrentRouting({
        routing: createDynamoRoutingTables({ client, table: requireEnv(ENV.configTable) }),
        clock,
        metrics,
        log,
      }),
      queues: createSqsTargetQueues({ allowed: process.env[ENV.routingQueues] ?? "", clientIn }),
      events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults }),
      post: createPostWebhook({ trustedOrigins: async () => (await webhookCredentials()).trustedOrigins }),
      webhookCredentials,
      outbound: createSqsOutboundQueue({ client: sqs, queueUrl: requireEnv(ENV.outboundLiveQueueUrl), log }),
      conversations: createDynamoConversations(state),
      breakerOf: createCircuitBreakers({
        circuits: createDynamoCircuits(state),
        clock,
        metrics,
        log,
      }),
      clock,
      metrics,
      log,
    }),
    now: clock.now,
    log,
  }),
  changeVisibility: createVisibilityChanger({ client: sqs, queueUrl: requireEnv(ENV.deliveriesQueueUrl) }),
  now: clock.now,
});
