import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { acknowledgementOf } from "../../shared/adapters/weixin/callback/acknowledgement.ts";
import { normalizeOfficial } from "../../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../../shared/adapters/weixin/callback/open.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerKeysIn } from "../../shared/adapters/weixin/former-credentials.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createSqsInboundQueue } from "../../shared/inbound/adapters/sqs-queue.ts";
import { createReceiveCallback } from "../../shared/inbound/application/receive-callback.ts";
import { GATE_PATIENCE } from "../../shared/inbound/domain/spool.ts";
import { impatientDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newUlid, systemClock, withinTime } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoCallbackKeys } from "../../shared/official/adapters/dynamo-credentials.ts";
import { createKeysOfComponent } from "../../shared/official/application/components/keys-of-component.ts";
import { createCallbackKeys } from "../../shared/official/application/credentials/readers.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import { connectSealer } from "../../shared/platform/kms/sealer.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("official-callback");
const client = connectDynamo(impatientDefaults);
const stateTable = requireEnv(ENV.stateTable);

const former = secretReader(requireEnv(ENV.officialAccountsSecretId), officialAccountsSchema, {
  ...observability,
  unset: NO_OFFICIAL_ACCOUNTS,
});
const leases = createDynamoLeases({ client, table: stateTable });

const keysOf = createCallbackKeys({
  ...observability,
  rows: createDynamoCallbackKeys({
    client,
    table: requireEnv(ENV.configTable),
    sealer: connectSealer(impatientDefaults, requireEnv(ENV.sealKeyArn)),
  }),
  former: formerKeysIn(former),
  clock: systemClock,
});

const callbacks = createOpenCallback({
  keysOf,
  keysOfComponent: createKeysOfComponent(keysOf),
  leases: { acquire: (...lease) => withinTime(leases.acquire(...lease), GATE_PATIENCE) },
  clock: systemClock,
  metrics: observability.metrics,
  log: observability.log,
});

export const handler = createHandler({
  ...observability,
  echo: callbacks.echo,
  async open(appId, query, body, componentAppId) {
    const { fields, lanes } = await callbacks.message(appId, query, body, componentAppId);
    const message = normalizeOfficial(appId, fields, systemClock.now());
    return { message, lanes, acknowledgement: acknowledgementOf(fields) };
  },
  receive: createReceiveCallback({
    queue: createSqsInboundQueue({
      client: connectSqs(impatientDefaults),
      queueUrl: requireEnv(ENV.inboundQueueUrl),
    }),
    spool: createDynamoSpool({ client, stateTable, journalTable: requireEnv(ENV.journalTable) }),
    bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: impatientDefaults }),
    events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: impatientDefaults }),
    clock: systemClock,
    newId: newUlid,
    within: withinTime,
    metrics: observability.metrics,
    log: observability.log,
  }),
});
