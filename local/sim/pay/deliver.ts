import type { Faults } from "../faults/faults.ts";
import { postText } from "../post.ts";
import type { SimMerchant, SimMerchants } from "./merchants.ts";
import type { Notice } from "./notices.ts";
import { drawSigner } from "./signer.ts";
import { type PayRequest, payNotificationBody, signedByPay } from "./wire.ts";

/** WeChat Pay waits so long for an answer, ms. */
const PATIENCE_MS = 5000;

/** By what path faults hit notifications: `drop` with `after` loses the answer, with `before` the notification. */
export const NOTIFY_PATH = "/pay/notify";

/** A signature that is wrong by intent: who takes it does not check. */
const PROBE = "WECHATPAY/SIGNTEST/";

export type Deliver = {
  /** One try of a notification; resolves to the HTTP status, 0 without an answer. */
  notice(notice: Notice): Promise<number>;
  /** A notification with WeChat Pay's probe in place of a signature; resolves to the HTTP status. */
  probe(mchId: string): Promise<number>;
};

export function createDeliver(options: {
  /** Where notifications go, without the merchant's id; nowhere unless given. */
  readonly url: string | undefined;
  readonly clock: { now(): number };
  readonly merchants: SimMerchants;
  readonly faults: Faults;
  readonly random: () => number;
}): Deliver {
  const { url, clock, merchants, faults, random } = options;

  async function post(mchId: string, { headers, body }: PayRequest): Promise<number> {
    if (url === undefined) return 0;
    const fault = faults.take({ path: NOTIFY_PATH, appId: mchId, toWxid: undefined, onlyNamed: true });
    if (fault?.kind === "latency") await faults.wait(fault.value);
    else if (fault && !("value" in fault && fault.value === "after")) return fault.kind === "status" ? fault.value : 0;
    const { status } = await postText(`${url}/${mchId}`, body, "application/json", PATIENCE_MS, headers);
    return fault?.kind === "drop" || fault?.kind === "hang" ? 0 : status;
  }

  function demand(mchId: string): SimMerchant {
    const merchant = merchants.get(mchId, clock.now());
    if (!merchant) throw new Error(`WeChat Pay knows no merchant ${mchId}`);
    return merchant;
  }

  async function probe(mchId: string): Promise<number> {
    const merchant = demand(mchId);
    const now = clock.now();
    const news = {
      id: "probe",
      createdAt: now,
      eventType: "TRANSACTION.SUCCESS",
      originalType: "transaction",
      resource: {},
    };
    const body = payNotificationBody({ apiV3Key: merchant.apiV3Key, ...news });
    const { headers } = signedByPay(drawSigner(merchant, now, random), body, now);
    const signature = PROBE + (headers["wechatpay-signature"] ?? "").slice(PROBE.length);
    const status = await post(mchId, { headers: { ...headers, "wechatpay-signature": signature }, body });
    const { probes, probesTaken } = demand(mchId);
    const taken = status >= 200 && status < 300 ? 1 : 0;
    merchants.change(mchId, { probes: probes + 1, probesTaken: probesTaken + taken }, now);
    return status;
  }

  return {
    probe,
    async notice({ mchId, id, createdAt, eventType, originalType, resource }) {
      const merchant = demand(mchId);
      const sent = merchant.sent + 1;
      merchants.change(mchId, { sent }, clock.now());
      if (merchant.probeEvery > 0 && sent % merchant.probeEvery === 0) await probe(mchId);
      const { apiV3Key } = merchant;
      const body = payNotificationBody({ apiV3Key, id, createdAt, eventType, originalType, resource });
      const now = clock.now();
      return post(mchId, signedByPay(drawSigner(merchant, now, random), body, now));
    },
  };
}
