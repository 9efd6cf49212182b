import { createPrivateKey, X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { createLocalClock } from "../../../../local/clock.ts";
import { DEMO_MERCHANT } from "../../../../local/sim/pay/merchants.ts";
import { REPEATS } from "../../../../local/sim/pay/notices.ts";
import { paySignature } from "../../../../local/sim/pay/wire.ts";
import { decrypt, encryptedSchema } from "../../../../shared/adapters/wechat-pay/decrypt.ts";
import { createOpenNotification } from "../../../../shared/adapters/wechat-pay/notification/open.ts";
import { isTextSignedBy } from "../../../../shared/adapters/wechat-pay/signature.ts";
import type { PayNotification } from "../../../../shared/pay/domain/notification.ts";
import { signatureOf } from "../../../support/a-pay-merchant.ts";
import { until } from "../../../support/until.ts";
import { aSimulator, ask } from "../support.ts";

const { mchId } = DEMO_MERCHANT;
const ORDER = { appId: "wx_demo_official", openid: "o-1", total: 1250, attach: "table-7" };
const HOUR = 3600;

const merchantSchema = z.object({
  apiV3Key: z.string(),
  privateKey: z.string(),
  certificateSerial: z.string(),
  payPublicKeyId: z.string(),
  payPublicKey: z.string(),
  certificates: z.array(z.object({ serial: z.string(), certificate: z.string(), notAfter: z.number() })),
  probes: z.number(),
  probesTaken: z.number(),
});

type Posted = { path: string; headers: Record<string, string>; body: string };

/** A merchant's server that answers what `status` says. */
async function aShop() {
  const posted: Posted[] = [];
  const shop = { url: "", posted, status: (_one: Posted) => 204 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const one = { path: request.url ?? "", headers, body: Buffer.concat(chunks).toString() };
    posted.push(one);
    response.writeHead(shop.status(one)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return shop;
}

async function aWorld(settings: object = { probeEvery: 0 }) {
  const shop = await aShop();
  const world = await aSimulator({ payUrl: shop.url });
  const { body } = await world.sim("PUT", `merchants/${mchId}`, settings);
  const merchant = merchantSchema.parse(body);
  const publicKeys = merchant.certificates.map(({ serial, certificate, notAfter }) => ({
    serial,
    notAfter,
    publicKey: new X509Certificate(certificate).publicKey.export({ type: "spki", format: "pem" }).toString(),
  }));
  const verifiers = [...publicKeys, { serial: merchant.payPublicKeyId, publicKey: merchant.payPublicKey }];
  const keysOf = { of: async () => ({ mchId, apiV3Key: merchant.apiV3Key, verifiers }), forget: () => undefined };
  const open = createOpenNotification({ keysOf, clock: world.clock });
  const opened = (one: Posted): Promise<PayNotification> => open(mchId, signatureOf(one), one.body);
  return { ...world, shop, merchant, publicKeys, opened };
}

describe("WeChat Pay in the simulator", () => {
  it("tells the merchant of an order that a person pays, and of refunds", async () => {
    const { sim, shop, opened } = await aWorld();
    const { status, body } = await sim("POST", "orders", { ...ORDER, coupon: 50 });
    expect([status, body]).toMatchObject([200, { delivered: true, status: 204 }]);
    const id = String(body.outTradeNo);
    await sim("POST", `orders/${id}/refund`, { refund: 500, status: "ABNORMAL", outRefundNo: "refund-1" });
    await sim("POST", `orders/${id}/refund`, { outRefundNo: "refund-1" });
    await sim("POST", `orders/${id}/refund`, {});
    expect(shop.posted.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => `/callback/${mchId}`));
    expect(await Promise.all(shop.posted.map(opened))).toMatchObject([
      {
        type: "payment-succeeded",
        appId: "wx_demo_official",
        openid: "o-1",
        outTradeNo: id,
        amount: { total: 1250, payerTotal: 1200, currency: "CNY" },
        attach: "table-7",
      },
      { type: "refund-abnormal", outRefundNo: "refund-1", amount: { refund: 500 } },
      { type: "refund-finished", outRefundNo: "refund-1", amount: { refund: 500 } },
      { type: "refund-finished", amount: { refund: 750 } },
    ]);
    expect(await sim("POST", `orders/${id}/refund`, { refund: 1 })).toMatchObject({ status: 409 });
  });

  it.each([
    [0, 0],
    [100, 12],
    [50, undefined],
  ])("signs %i per cent by the public key", async (publicKeyShare, expected) => {
    const { sim, shop, opened, merchant } = await aWorld({ publicKeyShare, probeEvery: 0 });
    for (let n = 0; n < 12; n++) await sim("POST", "orders", ORDER);
    const byKey = shop.posted.filter(({ headers }) => headers["wechatpay-serial"] === merchant.payPublicKeyId);
    if (expected !== undefined) expect(byKey).toHaveLength(expected);
    expect(await Promise.all(shop.posted.map(opened))).toHaveLength(12);
  });

  it("repeats what was not taken by its clock, 15 times within 24 h 4 min, and gives up then", async () => {
    const { sim, shop, clock } = await aWorld();
    shop.status = () => 503;
    const { body } = await sim("POST", "orders", ORDER);
    expect(body).toMatchObject({ delivered: false, status: 503 });
    const view = () => sim("GET", `orders/${String(body.outTradeNo)}`).then((answer) => Object(answer.body).notices[0]);
    expect(REPEATS.reduce((sum, pause) => sum + pause, 0)).toBe((24 * HOUR + 4 * 60) * 1000);
    for (const [index, pause] of REPEATS.entries()) {
      clock.advance(pause / 1000 - 1);
      await new Promise(setImmediate);
      expect(shop.posted).toHaveLength(index + 1);
      clock.advance(1);
      await until(async () => (await view()).statuses.length === index + 2);
    }
    expect(await view()).toMatchObject({ state: "given-up" });
    clock.advance(48 * HOUR);
    await new Promise(setImmediate);
    expect(shop.posted).toHaveLength(16);
    expect(new Set(shop.posted.map(({ headers }) => headers["wechatpay-nonce"])).size).toBe(16);
  });

  it("ends with the first 200 or 204, and goes on after a restart", async () => {
    const { sim, shop, close, dataDir } = await aWorld();
    shop.status = () => 401;
    const { body } = await sim("POST", "orders", ORDER);
    await close();
    shop.status = () => 200;
    const clock = createLocalClock();
    const again = await aSimulator({ payUrl: shop.url, dataDir, clock });
    clock.advance(15);
    await until(() => shop.posted.length === 2);
    const view = async () => Object((await again.sim("GET", `orders/${String(body.outTradeNo)}`)).body).notices[0];
    await until(async () => (await view()).state === "taken");
    clock.advance(48 * HOUR);
    await new Promise(setImmediate);
    expect(shop.posted).toHaveLength(2);
  });

  it("loses answers, and tells the same several times at once where a test asks for it", async () => {
    const { sim, shop } = await aWorld();
    await sim("POST", "faults", { kind: "drop", value: "after", times: 1, match: { path: "/pay/notify" } });
    const { body } = await sim("POST", "orders", ORDER);
    expect(body).toMatchObject({ delivered: false, status: 0 });
    expect(shop.posted).toHaveLength(1);
    const repeated = await sim("POST", `orders/${String(body.outTradeNo)}/repeat`, { atOnce: 3 });
    expect(repeated.body).toMatchObject({ delivered: true, statuses: [204, 204, 204] });
    const { body: view } = await sim("GET", `orders/${String(body.outTradeNo)}`);
    expect(Object(view).notices[0]).toMatchObject({ statuses: [0, 204, 204, 204], state: "taken" });
    expect(JSON.stringify(view)).not.toContain("resource");
  });

  it("probes now and then with a signature that is wrong, and counts who does", async () => {
    const { sim, shop, opened } = await aWorld({ probeEvery: 2 });
    shop.status = ({ headers }) => (headers["wechatpay-signature"]?.startsWith("WECHATPAY/SIGNTEST/") ? 401 : 204);
    for (let n = 0; n < 4; n++) await sim("POST", "orders", ORDER);
    expect((await sim("GET", `merchants/${mchId}`)).body).toMatchObject({ sent: 4, probes: 2, probesTaken: 0 });
    shop.status = () => 204;
    expect((await sim("POST", `merchants/${mchId}/probe`)).body).toEqual({ status: 204 });
    expect((await sim("GET", `merchants/${mchId}`)).body).toMatchObject({ probes: 3, probesTaken: 1 });
    const last = shop.posted.at(-1);
    if (!last) throw new Error("no probe came");
    await expect(opened(last)).rejects.toMatchObject({ details: { reason: "probe" } });
  });

  it("says what it cannot do", async () => {
    const { sim } = await aWorld();
    const paid = await sim("POST", "orders", { ...ORDER, outTradeNo: "order-1" });
    expect(paid.status).toBe(200);
    for (const [method, path, body, status] of [
      ["POST", "orders", { ...ORDER, outTradeNo: "order-1" }, 409],
      ["POST", "orders", { ...ORDER, mchId: "1900000000" }, 404],
      ["POST", "orders", { ...ORDER, total: 0 }, 400],
      ["GET", "orders/order-2", undefined, 404],
      ["POST", "orders/order-2/refund", {}, 404],
      ["POST", "orders/order-1/cancel", {}, 404],
      ["PUT", `merchants/${mchId}`, { publicKeyShare: 101 }, 400],
      ["POST", `merchants/${mchId}/dissolve`, {}, 404],
      ["GET", "merchants/1", undefined, 404],
    ] as const) {
      expect([path, (await sim(method, path, body)).status]).toEqual([path, status]);
    }
  });
});

describe("the certificates of WeChat Pay in the simulator", () => {
  function authorization({ privateKey, certificateSerial }: z.infer<typeof merchantSchema>, path: string, at: number) {
    const [timestamp, nonce] = [String(Math.floor(at / 1000)), "n-1"];
    const signature = paySignature(createPrivateKey(privateKey), "GET", path, timestamp, nonce, "");
    const fields = { mchid: mchId, nonce_str: nonce, signature, timestamp, serial_no: certificateSerial };
    const written = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
    return { authorization: `WECHATPAY2-SHA256-RSA2048 ${written.join(",")}` };
  }

  it("are told to the merchant who signs, in an answer that is signed", async () => {
    const { url, sim, clock, merchant, publicKeys } = await aWorld();
    await sim("POST", `merchants/${mchId}/renew`);
    const answer = await ask(
      `${url}/v3/certificates`,
      "GET",
      undefined,
      authorization(merchant, "/v3/certificates", clock.now()),
    );
    expect(answer.status).toBe(200);
    const data = z.array(z.object({ encrypt_certificate: encryptedSchema })).parse(answer.body.data);
    const told = data.map((one) => new X509Certificate(decrypt(one.encrypt_certificate, merchant.apiV3Key)));
    expect(told).toHaveLength(2);
    expect(told[0]?.serialNumber).toBe(publicKeys[0]?.serial);
    const header = (name: string) => answer.headers.get(name) ?? "";
    expect(header("wechatpay-serial")).toBe(publicKeys[0]?.serial);
    const text = `${header("wechatpay-timestamp")}\n${header("wechatpay-nonce")}\n${answer.text}\n`;
    expect(isTextSignedBy(publicKeys[0]?.publicKey ?? "", header("wechatpay-signature"), text)).toBe(true);
  });

  it("sign a day after they were told first", async () => {
    const { sim, shop, clock, publicKeys } = await aWorld({ publicKeyShare: 0, probeEvery: 0 });
    await sim("POST", `merchants/${mchId}/renew`);
    await sim("POST", "orders", ORDER);
    clock.advance(24 * HOUR);
    await sim("POST", "orders", ORDER);
    const serials = shop.posted.map(({ headers }) => headers["wechatpay-serial"]);
    expect(serials[0]).toBe(publicKeys[0]?.serial);
    expect(serials[1]).not.toBe(publicKeys[0]?.serial);
  });

  it.each([
    ["no signature", () => ({})],
    [
      "the signature of another path",
      (m: z.infer<typeof merchantSchema>, at: number) => authorization(m, "/v3/other", at),
    ],
    [
      "an old one",
      (m: z.infer<typeof merchantSchema>, at: number) => authorization(m, "/v3/certificates", at - 301_000),
    ],
    [
      "another serial",
      (m: z.infer<typeof merchantSchema>, at: number) =>
        authorization({ ...m, certificateSerial: "4A" }, "/v3/certificates", at),
    ],
  ])("are not told to a call with %s", async (_what, signed) => {
    const { url, clock, merchant } = await aWorld();
    const answer = await ask(`${url}/v3/certificates`, "GET", undefined, signed(merchant, clock.now()));
    expect([answer.status, answer.body]).toEqual([401, { code: "SIGN_ERROR", message: "签名错误" }]);
  });

  it("fail where a fault says so", async () => {
    const { url, sim, clock, merchant } = await aWorld();
    await sim("POST", "faults", { kind: "status", value: 500, times: 1, match: { path: "/v3/certificates" } });
    const headers = authorization(merchant, "/v3/certificates", clock.now());
    expect((await ask(`${url}/v3/certificates`, "GET", undefined, headers)).status).toBe(500);
    expect((await ask(`${url}/v3/certificates`, "GET", undefined, headers)).status).toBe(200);
  });
});
