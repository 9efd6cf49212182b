import { createPayPlatform } from "../../shared/adapters/wechat-pay/platform.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoMerchantKeys, createDynamoMerchants } from "../../shared/pay/adapters/dynamo-merchants.ts";
import { createFetchCertificates } from "../../shared/pay/application/merchants/fetch-certificates.ts";
import { createPollCertificates } from "../../shared/pay/application/merchants/poll-certificates.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { connectSealer } from "../../shared/platform/kms/sealer.ts";
import { createHandler } from "./handler.ts";

const observability = createObservability("pay-worker");
const clock = systemClock;
const config = {
  client: connectDynamo(awsDefaults),
  table: requireEnv(ENV.configTable),
  sealer: connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn)),
};
const merchants = createDynamoMerchants(config);

export const handler = createHandler({
  ...observability,
  now: clock.now,
  poll: createPollCertificates({
    ...observability,
    clock,
    merchants,
    fetchCertificates: createFetchCertificates({
      ...observability,
      clock,
      merchants,
      merchantKeys: createDynamoMerchantKeys(config),
      payPlatform: createPayPlatform({ request: createSendRequest(), clock }),
    }),
  }),
});
