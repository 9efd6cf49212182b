import { createPayPlatform } from "../../../shared/adapters/wechat-pay/platform.ts";
import type { SendRequest } from "../../../shared/kernel/application/ports/http-request.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { ENV } from "../../../shared/names.ts";
import { createDynamoMerchantKeys, createDynamoMerchants } from "../../../shared/pay/adapters/dynamo-merchants.ts";
import type { MerchantKeyRows, Merchants } from "../../../shared/pay/application/ports/merchant-store.ts";
import type { PayPlatform } from "../../../shared/pay/application/ports/pay-platform.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { connectSealer } from "../../../shared/platform/kms/sealer.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of WeChat Pay's merchants need. */
export type PayPorts = Runtime & {
  readonly merchants: Merchants;
  readonly merchantKeys: MerchantKeyRows;
  readonly payPlatform: PayPlatform;
};

/** The ports that WeChat Pay brings, by the environment. */
export function createPayPorts({
  config,
  request,
}: {
  readonly config: TableOptions;
  readonly request: SendRequest;
}): Omit<PayPorts, keyof Runtime> {
  const sealer = connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn));
  return {
    merchants: createDynamoMerchants({ ...config, sealer }),
    merchantKeys: createDynamoMerchantKeys({ ...config, sealer }),
    payPlatform: createPayPlatform({ request, clock: systemClock }),
  };
}
