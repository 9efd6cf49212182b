import type { createPayPorts } from "../../../../functions/api/pay/ports.ts";
import { createMemoryCredentials } from "../../../../shared/official/adapters/memory-credentials.ts";
import { createMemoryMerchants } from "../../../../shared/pay/adapters/memory-merchants.ts";
import type { MerchantKeys } from "../../../../shared/pay/domain/merchant-keys.ts";

/** The ports of WeChat Pay's merchants over memory; WeChat Pay has no certificate for any of them. */
export function memoryPayPorts(): ReturnType<typeof createPayPorts> {
  return {
    merchants: createMemoryMerchants(),
    merchantKeys: createMemoryCredentials<MerchantKeys>(),
    payPlatform: { certificates: async () => [] },
  };
}
