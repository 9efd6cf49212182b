import { beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../../../functions/pay-callback/handler.ts";
import type { PayRequest } from "../../../local/sim/pay/wire.ts";
import { createOpenNotification } from "../../../shared/adapters/wechat-pay/notification/open.ts";
import { createObservability } from "../../../shared/lambda/observability.ts";
import {
  API_V3_KEY,
  aPayNotification,
  MCH_ID,
  merchantKeys,
  type PayKey,
  payCertificate,
  paymentResource,
  payPublicKey,
  privatePem,
  refundResource,
} from "../../support/a-pay-merchant.ts";
import { aPaidFleet, PAYER, SHOP } from "../../support/a-pay-notification.ts";
import { NOON } from "../../support/builders.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";

const certificate = payCertificate("5157F09EFDC096DE15EBE81A47057A7232F1B8E1");
const publicKey = payPublicKey();
const stranger = payCertificate("5157F09EFDC096DE15EBE81A47057A7232F1B8E2");

let fleet: Awaited<ReturnType<typeof aPaidFleet>>;
/** Everything that the function writes into the log, metrics among it. */
const written: string[] = [];

beforeEach(async () => {
  fleet = await aPaidFleet();
  written.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  return () => vi.restoreAllMocks();
});

function receiver(keys: readonly PayKey[] = [certificate, publicKey]) {
  const { mchId, ...known } = merchantKeys(...keys);
  const keysOf = {
    of: async (asked: string) => (asked === mchId ? { mchId, ...known } : undefined),
    forget: () => undefined,
  };
  const observability = createObservability("pay-callback");
  const open = createOpenNotification({ keysOf, clock: fleet.clock });
  const handler = createHandler({ ...observability, open, take: fleet.taker() });
  return async ({ headers, body }: PayRequest, mchId = MCH_ID) => {
    const event = anHttpEvent("POST", "/callbacks/wechat-pay/{mchId}", { params: { mchId }, body });
    return (await handler({ ...event, headers }, aLambdaContext())).statusCode;
  };
}

const payment = (order: string, fields: object = {}) =>
  paymentResource({ appid: SHOP, payer: { openid: PAYER }, out_trade_no: order, attach: "secret words", ...fields });
const signedBy = ({ signer }: PayKey, order: string, changes: object = {}) =>
  aPayNotification(signer, { resource: payment(order), ...changes });

describe("signed notifications at the callback of WeChat Pay", () => {
  it("are all taken while a merchant changes over to the public key, and back", async () => {
    const post = receiver();
    let number = 0;
    for (const share of [0, 10, 50, 100, 50, 0]) {
      for (let n = 0; n < 10; n += 1) {
        const key = (n * 37) % 100 < share ? publicKey : certificate;
        expect(await post(signedBy(key, `order-${number++}`))).toBe(204);
      }
    }
    expect(fleet.eventIds().size).toBe(60);
    expect(fleet.messages().size).toBe(60);
  });

  it("are the same news whichever key signs the repetition, whatever its id and its time are", async () => {
    const post = receiver();
    for (const [index, key] of [certificate, publicKey, certificate].entries()) {
      expect(await post(signedBy(key, "order-1", { id: `EV-${index}` }))).toBe(204);
    }
    expect(await post(aPayNotification(publicKey.signer, refund("REFUND.SUCCESS")))).toBe(204);
    expect(fleet.events.types()).toEqual(["PaymentSucceeded", "RefundFinished"]);
    expect(fleet.received).toMatchObject([{ kind: "payment" }, { kind: "refund", conversationId: PAYER }]);
  });

  it.each<[string, () => PayRequest, number, string?]>([
    ["another key", () => signedBy(stranger, "order-1"), 401],
    ["the serial of the other key", () => withHeader("wechatpay-serial", publicKey.verifier.serial), 401],
    [
      "a changed byte",
      () => ({ ...signedBy(certificate, "order-1"), body: `${signedBy(certificate, "order-1").body} ` }),
      401,
    ],
    ["a time 301 s ago", () => signedBy(certificate, "order-1", { now: NOON - 301_000 }), 401],
    ["a time in 301 s", () => signedBy(certificate, "order-1", { now: NOON + 301_000 }), 401],
    ["WeChat Pay's probe", () => withHeader("wechatpay-signature", `WECHATPAY/SIGNTEST/${"A".repeat(325)}`), 401],
    ["no signature", () => ({ headers: {}, body: "{}" }), 401],
    ["another APIv3 key", () => signedBy(certificate, "order-1", { apiV3Key: "x".repeat(32) }), 403],
    [
      "another merchant inside",
      () => signedBy(certificate, "o", { resource: payment("o", { mchid: "1900000110" }) }),
      403,
    ],
    ["a merchant of others", () => signedBy(certificate, "order-1"), 401, "1900000110"],
    ["no form", () => signedBy(certificate, "o", { resource: payment("o", { amount: "1.00" }) }), 400],
  ])("with %s are refused, and nothing is told", async (_what, request, status, mchId) => {
    expect(await receiver()(request(), mchId)).toBe(status);
    expect([fleet.events.published, fleet.received]).toEqual([[], []]);
  });

  it("write neither keys nor what they say into the log, whether they are taken, refused or not kept", async () => {
    const post = receiver();
    await post(signedBy(certificate, "order-1"));
    await post(signedBy(stranger, "order-2"));
    await post(signedBy(certificate, "order-3", { apiV3Key: "x".repeat(32) }));
    await post(signedBy(certificate, "o", { resource: payment("o", { amount: "secret words" }) }));
    fleet.events.down.now = true;
    expect(await post(signedBy(certificate, "order-4"))).toBe(503);
    const log = written.join("\n");
    expect(log).toContain("a notification was not taken");
    const pem = privatePem(certificate.signer.serial).split("\n")[1] ?? "";
    for (const secret of [API_V3_KEY, pem, "secret words", PAYER]) expect(log).not.toContain(secret);
  });
});

function refund(eventType: string) {
  const resource = refundResource({ out_trade_no: "order-1", transaction_id: payment("order-1").transaction_id });
  return { resource, eventType, originalType: "refund" };
}

function withHeader(name: string, value: string): PayRequest {
  const request = signedBy(certificate, "order-1");
  return { ...request, headers: { ...request.headers, [name]: value } };
}
