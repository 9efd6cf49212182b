import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { connectEvents } from "../../shared/adapters/eventbridge/connect.ts";
import { createOpenNotification } from "../../shared/adapters/wechat-pay/notification/open.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createSqsInboundQueue } from "../../shared/inbound/adapters/sqs-queue.ts";
import { createReceiveCallback } from "../../shared/inbound/application/receive-callback.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { impatientDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { newUlid, systemClock, withinTime } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoMerchantKeys } from "../../shared/pay/adapters/dynamo-merchants.ts";
import { createDynamoPayNews } from "../../shared/pay/adapters/dynamo-news.ts";
import { createNotificationKeys } from "../../shared/pay/application/notification-keys.ts";
import { createTakeNotification } from "../../shared/pay/application/take-notification.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { connectSealer } from "../../shared/platform/kms/sealer.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("pay-callback");
const client = connectDynamo(impatientDefaults);
const configTable = requireEnv(ENV.configTable);
const journalTable = requireEnv(ENV.journalTable);
const clock = systemClock;
const events = connectEvents(requireEnv(ENV.eventBusName), impatientDefaults);

/** Notifications are far too small to need the bucket. */
const NO_BODIES = {
  async put(): Promise<never> {
    throw new AppError("too-large", "a notification does not fit into the queue");
  },
  async get(): Promise<never> {
    throw new AppError("internal", "notifications have no bodies elsewhere");
  },
};

export const handler = createHandler({
  ...observability,
  open: createOpenNotification({
    keysOf: createNotificationKeys({
      ...observability,
      rows: createDynamoMerchantKeys({
        client,
        table: configTable,
        sealer: connectSealer(impatientDefaults, requireEnv(ENV.sealKeyArn)),
      }),
      clock,
    }),
    clock,
  }),
  take: createTakeNotification({
    ...observability,
    news: createDynamoPayNews({ client, table: journalTable }),
    accounts: createDynamoAccounts({ client, table: configTable }),
    inbound: {
      receive: createReceiveCallback({
        ...observability,
        queue: createSqsInboundQueue({
          client: connectSqs(impatientDefaults),
          queueUrl: requireEnv(ENV.inboundQueueUrl),
        }),
        spool: createDynamoSpool({ client, stateTable: requireEnv(ENV.stateTable), journalTable }),
        events,
        bodies: NO_BODIES,
        clock,
        newId: newUlid,
        within: withinTime,
      }),
    },
    events,
    clock,
    newId: newUlid,
  }),
});
