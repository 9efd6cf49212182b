import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { createKeptByAccount } from "../../official/application/credentials/kept-by-account.ts";
import type { MerchantKeys } from "../domain/merchant-keys.ts";
import type { MerchantKeyRows } from "./ports/merchant-store.ts";
import type { NotificationKeys, NotificationKeysOf } from "./ports/merchants.ts";

/**
 * The keys of merchants, each kept for a minute by this process. Where they cannot be read, the last ones stay in force,
 * and it is counted as `MerchantKeysNotRefreshed`; a merchant without earlier ones throws `unavailable`.
 */
export function createNotificationKeys(deps: {
  readonly rows: Pick<MerchantKeyRows, "get">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
}): NotificationKeysOf {
  return createKeptByAccount<NotificationKeys>({
    clock: deps.clock,
    async read(mchId) {
      const value = (await deps.rows.get(mchId))?.value;
      return value && notificationKeysOf(mchId, value);
    },
    failed(error, mchId, isInForce) {
      deps.metrics.count("MerchantKeysNotRefreshed");
      deps.log.error("the keys of a merchant were not read", error, { mchId, isInForce });
    },
  });
}

function notificationKeysOf(mchId: string, { apiV3Key, publicKeys, certificates }: MerchantKeys): NotificationKeys {
  return {
    mchId,
    apiV3Key,
    verifiers: [
      ...publicKeys.map(({ id, pem }) => ({ serial: id, publicKey: pem })),
      ...certificates.map(({ serial, publicKey, notAfter }) => ({ serial, publicKey, notAfter })),
    ],
  };
}
