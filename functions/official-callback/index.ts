import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createLazyBodyStore } from "../../shared/adapters/s3/lazy-body-store.ts";
import { acknowledgementOf } from "../../shared/adapters/weixin/callback/acknowledgement.ts";
import { normalizeOfficial } from "../../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../../shared/adapters/weixin/callback/open.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerKeysIn } from "../../shared/adapters/weixin/former-credentials.ts";
import { answerBody } from "../../shared/adapters/weixin/reply/answer-body.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createSqsInboundQueue } from "../../shared/inbound/adapters/sqs-queue.ts";
import { createAcceptEnvelope } from "../../shared/inbound/application/receive-callback.ts";
import { sealEnvelope } from "../../shared/inbound/application/seal-envelope.ts";
import { GATE_PATIENCE } from "../../shared/inbound/domain/spool.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
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
const journalTable = requireEnv(ENV.journalTable);

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

const sealing = {
  bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: impatientDefaults }),
  clock: systemClock,
  newId: newUlid,
};

const accept = createAcceptEnvelope({
  queue: createSqsInboundQueue({
    client: connectSqs(impatientDefaults),
    queueUrl: requireEnv(ENV.inboundQueueUrl),
  }),
  spool: createDynamoSpool({ client, stateTable, journalTable }),
  events: createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: impatientDefaults }),
  clock: systemClock,
  within: withinTime,
  metrics: observability.metrics,
  log: observability.log,
});

/** Made at the first message of an account that answers in callbacks: other accounts load no part of it. */
async function connectAnswers() {
  const { connectPassive } = await import("./passive.ts");
  return connectPassive({ client, accept, sealing, stateTable, journalTable, ...observability });
}

let answers: ReturnType<typeof connectAnswers> | undefined;

export const handler = createHandler({
  ...observability,
  echo: callbacks.echo,
  async open(appId, query, body, componentAppId) {
    const { fields, lanes, passive } = await callbacks.message(appId, query, body, componentAppId);
    const message = normalizeOfficial(appId, fields, systemClock.now());
    const acknowledgement = acknowledgementOf(fields);
    return { message, lanes, acknowledgement, ...(passive ? { passive } : {}) };
  },
  receive: async (message, lanes) => accept(await sealEnvelope(sealing, message, lanes)),
  async answer({ message, lanes, passive }, arrivedAt) {
    if (!passive) throw new AppError("internal", "only callbacks of accounts that answer in them are answered");
    answers ??= connectAnswers();
    const answer = await (await answers)({ message, lanes, mode: passive.mode, arrivedAt });
    return answer && answerBody(answer, passive.key);
  },
});
