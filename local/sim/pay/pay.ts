import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import type { CallLog } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { createPayApi } from "./api.ts";
import { createDeliver } from "./deliver.ts";
import { createMerchants } from "./merchants.ts";
import { createNotices } from "./notices.ts";
import { createOrders } from "./orders.ts";

export type SimPay = ReturnType<typeof createPay>;

/** WeChat Pay: merchants with their keys, orders that people pay, and what merchants are told of them. */
export function createPay(options: {
  readonly db: DatabaseSync;
  readonly clock: Pick<LocalClock, "now" | "onAdvance">;
  readonly log: CallLog;
  readonly faults: Faults;
  /** Where notifications go, without the merchant's id; nowhere unless given. */
  readonly url: string | undefined;
  /** Hears who paid at which account, before the merchant does. */
  readonly paid: (appId: string, openid: string, now: number) => void;
  readonly random?: () => number;
}) {
  const { db, clock, log, faults, url, paid, random = Math.random } = options;
  const merchants = createMerchants(db);
  const deliver = createDeliver({ url, clock, merchants, faults, random });
  const notices = createNotices({ db, clock, post: deliver.notice });
  return {
    merchants,
    orders: createOrders(db),
    paid,
    notices,
    probe: deliver.probe,
    answer: createPayApi({ clock, merchants, log, faults }),
    stop: () => notices.stop(),
  };
}
