import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/pay-callback/handler.ts";
import { AppError, type ErrorCode } from "../../../shared/kernel/domain/errors.ts";
import type { OpenNotification } from "../../../shared/pay/application/ports/open-notification.ts";
import { aPaidFleet, aPayment, MERCHANT } from "../../support/a-pay-notification.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

let fleet: Awaited<ReturnType<typeof aPaidFleet>>;
let observed: ReturnType<typeof recordingObservability>;

beforeEach(async () => {
  fleet = await aPaidFleet();
  observed = recordingObservability();
});

const SIGNED = {
  "wechatpay-timestamp": "1773115200",
  "wechatpay-nonce": "n",
  "wechatpay-signature": "s",
  "wechatpay-serial": "PUB_KEY_ID_1",
  "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
};

async function post(
  open: OpenNotification,
  options: { body?: string; headers?: Record<string, string>; mchId?: string } = {},
) {
  const event = anHttpEvent("POST", "/callbacks/wechat-pay/{mchId}", {
    params: { mchId: options.mchId ?? MERCHANT },
    body: options.body ?? "{}",
  });
  const handler = createHandler({ ...observed, open, take: fleet.taker() });
  const answer = await handler({ ...event, headers: options.headers ?? SIGNED }, aLambdaContext());
  return { status: answer.statusCode, body: answer.body };
}

const refusing = (code: ErrorCode, reason?: string): OpenNotification => {
  const error = new AppError(code, "the APIv3 key does not open it", {
    details: reason === undefined ? {} : { reason },
  });
  return () => Promise.reject(error);
};

describe("the callback of WeChat Pay", () => {
  it("answers 204 without a body once the news was told, and for a repetition", async () => {
    expect(await post(async () => aPayment())).toEqual({ status: 204, body: undefined });
    expect(await post(async () => aPayment({ id: "again" }))).toEqual({ status: 204, body: undefined });
    expect(fleet.events.types()).toEqual(["PaymentSucceeded"]);
    expect(observed.counts.get("CallbackAccepted")).toBe(2);
  });

  it("opens the body by the merchant of the path and the signature's headers", async () => {
    const seen: unknown[] = [];
    const open: OpenNotification = async (...asked) => {
      seen.push(...asked);
      return aPayment();
    };
    await post(open, { body: "{ }" });
    await post(open, { headers: {} });
    const signature = {
      timestamp: "1773115200",
      nonce: "n",
      signature: "s",
      serial: "PUB_KEY_ID_1",
      signatureType: "WECHATPAY2-SHA256-RSA2048",
    };
    const unsigned = { timestamp: "", nonce: "", signature: "", serial: "", signatureType: "" };
    expect(seen).toEqual([MERCHANT, signature, "{ }", MERCHANT, unsigned, "{}"]);
  });

  it.each([
    ["unauthorized", 401],
    ["forbidden", 403],
    ["invalid-input", 400],
    ["unavailable", 503],
    ["internal", 503],
    ["conflict", 503],
  ] as const)(
    "answers a notification that ends as %s with %i, and tells nothing of the reason",
    async (code, status) => {
      const answer = await post(refusing(code, "signature"));
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body ?? "")).toEqual({ code: "FAIL", message: expect.any(String) });
      expect(answer.body).not.toMatch(/signature|key/i);
      expect(observed.counts.get('CallbackRejected{"reason":"signature"}')).toBe(1);
      expect(observed.lines).toHaveLength(1);
      expect(fleet.events.published).toEqual([]);
    },
  );

  it("says the same of a wrong signature, an unknown merchant and WeChat Pay's own probe, and counts the first alone", async () => {
    const answers = [
      await post(refusing("unauthorized", "signature")),
      await post(refusing("unauthorized", "unknown-merchant")),
      await post(refusing("unauthorized", "probe")),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(observed.counts.get("PaySignatureRefused")).toBe(1);
    expect(observed.counts.has("CallbackNotTaken")).toBe(false);
  });

  it("rings where WeChat Pay signed what cannot be read, and the log names what is wrong with it", async () => {
    expect((await post(refusing("invalid-input", "malformed"))).status).toBe(400);
    expect(observed.counts.get("CallbackNotTaken")).toBe(1);
    const fields = { mchId: MERCHANT, error: expect.stringContaining("the APIv3 key does not open it") };
    expect(observed.lines).toMatchObject([{ level: "error", fields }]);
  });

  it("rings whatever it is that is answered 503", async () => {
    for (const code of ["throttled", "conflict", "not-found"] as const) {
      expect((await post(refusing(code))).status).toBe(503);
    }
    expect(observed.counts.get("CallbackNotTaken")).toBe(3);
  });

  it("names the merchant in the log where its keys may be wrong, and never what else stands in the path", async () => {
    await post(refusing("unauthorized", "serial"));
    await post(refusing("unauthorized", "unknown-merchant"));
    await post(refusing("unavailable"), { mchId: "1900000001\n{}" });
    const named = observed.lines.map(({ fields }) => (fields as { mchId?: string }).mchId);
    expect(named).toEqual([MERCHANT, undefined, undefined]);
  });

  it("answers 503 where the news could not be told, so that WeChat Pay repeats", async () => {
    fleet.events.down.now = true;
    expect((await post(async () => aPayment())).status).toBe(503);
    expect(observed.counts.get("CallbackNotTaken")).toBe(1);
    expect(observed.lines).toMatchObject([{ level: "error", message: "a notification was not taken" }]);
  });

  it("answers 503 while another request tells the same, counts that apart, and rings nothing", async () => {
    await fleet.news.claim(aPayment(), "another", fleet.clock.now());
    expect((await post(async () => aPayment())).status).toBe(503);
    expect(observed.counts.get('CallbackRejected{"reason":"being-told"}')).toBe(1);
    expect(observed.counts.has("CallbackNotTaken")).toBe(false);
    expect(observed.lines).toMatchObject([{ level: "warn", fields: { reason: "being-told" } }]);
  });

  it("names the serial in the log where a key does not fit, and nothing that is no serial", async () => {
    const serials = ["PUB_KEY_ID_2", "6157F09EFDC096DE15EBE81A47057A7232F1B8E1", "a b\n{}", "x".repeat(101)];
    for (const serial of serials) {
      await post(refusing("unauthorized", "serial"), { headers: { ...SIGNED, "wechatpay-serial": serial } });
    }
    await post(refusing("unauthorized", "unknown-merchant"));
    const named = observed.lines.map(({ fields }) => (fields as { serial?: string }).serial);
    expect(named).toEqual([serials[0], serials[1], undefined, undefined, undefined]);
  });

  it("does not look at a body over the limit, or one that is not UTF-8", async () => {
    const open = () => Promise.reject(new Error("it was looked at"));
    expect((await post(open, { body: "x".repeat(65_537) })).status).toBe(413);
    const event = anHttpEvent("POST", "/callbacks/wechat-pay/{mchId}", { params: { mchId: MERCHANT } });
    const handler = createHandler({ ...observed, open, take: fleet.taker() });
    const body = Buffer.from([0xff, 0xfe]).toString("base64");
    expect((await handler({ ...event, body, isBase64Encoded: true }, aLambdaContext())).statusCode).toBe(400);
  });
});
