import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { normalizeCallback } from "../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createSqsInboundQueue } from "../../shared/inbound/adapters/sqs-queue.ts";
import { createReceiveCallback } from "../../shared/inbound/application/receive-callback.ts";
import { callbackKeysSchema } from "../../shared/inbound/domain/callback-key.ts";
import { impatientDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newUlid, systemClock, withinTime } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler, type ReadCallback } from "./handler.ts";

const observability = createObservability("callback");

const read: ReadCallback = (text, receivedAt) => {
  const body = parseCallbackBody(text);
  return body.type === "probe" ? body : { type: "message", message: normalizeCallback(body.callback, receivedAt) };
};

export const handler = createHandler({
  ...observability,
  now: systemClock.now,
  keys: secretReader(requireEnv(ENV.callbackSecretId), callbackKeysSchema, observability),
  read,
  receive: createReceiveCallback({
    queue: createSqsInboundQueue({
      client: connectSqs(impatientDefaults),
      queueUrl: requireEnv(ENV.inboundQueueUrl),
    }),
    spool: createDynamoSpool({
      client: connectDynamo(impatientDefaults),
      stateTable: requireEnv(ENV.stateTable),
      journalTable: requireEnv(ENV.journalTable),
    }),
    bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: impatientDefaults }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: impatientDefaults }),
    clock: systemClock,
    newId: newUlid,
    within: withinTime,
    metrics: observability.metrics,
    log: observability.log,
  }),
});
