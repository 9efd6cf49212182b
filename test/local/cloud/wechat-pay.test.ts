import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { DEMO_PAY_RULES, demoMerchant } from "../../../local/demo/merchant.ts";
import { DEMO_MERCHANT } from "../../../local/sim/pay/merchants.ts";
import { OFFICIAL_ACCOUNT, OFFICIAL_CREDENTIALS } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = OFFICIAL_ACCOUNT;
const { mchId } = DEMO_MERCHANT;
const SEND = "/cgi-bin/message/custom/send";
/** WeChat Pay's own probe is refused in the tests of the simulator. */
const QUIET = { probeEvery: 0 };

const callsSchema = z.object({ calls: z.array(z.looseObject({ ret: z.number().nullable(), body: z.unknown() })) });
const paidSchema = z.looseObject({ outTradeNo: z.string(), delivered: z.boolean(), status: z.number() });

describe("WeChat Pay in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api("PUT /api/rules", { rules: DEMO_PAY_RULES })).status).toBe(200);
    const account = { channel: "official", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    expect((await cloud.api(`PUT /api/accounts/${appId}/credentials`, OFFICIAL_CREDENTIALS)).status).toBe(200);
    await sim(`PUT merchants/${mchId}`, QUIET);
    const kept = await cloud.api(`PUT /api/merchants/${mchId}`, await demoMerchant(cloud.simulatorUrl));
    expect([kept.status, kept.json()]).toMatchObject([200, { certificates: { certificates: [{}] } }]);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function sim(request: string, body?: object): Promise<unknown> {
    const [method = "", path = ""] = request.split(" ");
    return (await requestJson(method, `${cloud.simulatorUrl}/sim/${path}`, body ? { body } : {})).json();
  }
  const pay = async (openid: string, order: object = {}) =>
    paidSchema.parse(await sim("POST orders", { appId, openid, total: 1250, ...order }));
  /** What the person was sent, once there are so many. */
  const sent = (openid: string, count: number) =>
    eventually(`${count} messages`, 20_000, async () => {
      const { calls } = callsSchema.parse(await sim(`GET calls?appId=${appId}&path=${encodeURIComponent(SEND)}`));
      const theirs = calls.filter(({ body }) => Object(body).touser === openid);
      return theirs.length >= count ? theirs.map(({ ret, body }) => [ret, Object(body).text.content]) : undefined;
    });

  it.each([0, 100])(
    "thanks who pays, and answers WeChat Pay at once, signed %i per cent by the public key",
    async (share) => {
      await sim(`PUT merchants/${mchId}`, { publicKeyShare: share });
      const openid = `o-payer-${share}`;
      const { outTradeNo, status } = await pay(openid);
      expect(status).toBe(204);
      expect(await sent(openid, 1)).toEqual([[0, `已收到您的付款 12.50 元，订单号 ${outTradeNo}。`]]);
      const refunded = await sim(`POST orders/${outTradeNo}/refund`, { refund: 500 });
      expect(refunded).toMatchObject({ status: 204 });
      expect(await sent(openid, 2)).toMatchObject([
        [0, {}],
        [0, "退款 5.00 元已退回您的支付账户。"],
      ]);
      await cloud.idle();
      const window = await cloud.api(`GET /api/accounts/${appId}/window/${openid}`);
      expect(window.json()).toMatchObject({ state: "open" });
      expect(window.text).toContain('"payment"');
    },
  );

  it("refuses nothing while the merchant changes over to the public key, and goes back", async () => {
    for (const publicKeyShare of [0, 1, 10, 50, 100, 50, 10, 0]) {
      await sim(`PUT merchants/${mchId}`, { publicKeyShare });
      const paid = await Promise.all(Array.from({ length: 8 }, () => pay("o-changes-over", { appId: "wx_of_others" })));
      expect(
        paid.map(({ status }) => status),
        `${publicKeyShare} %`,
      ).toEqual(paid.map(() => 204));
    }
  });

  it("tells a payment once, however often and however late it comes", async () => {
    const { outTradeNo } = await pay("o-once");
    await sent("o-once", 1);
    const repeat = (atOnce: number) => sim(`POST orders/${outTradeNo}/repeat`, { atOnce });
    expect(await repeat(13)).toMatchObject({ statuses: Array.from({ length: 13 }, () => 204) });
    cloud.clock.advance(23 * 3600);
    expect(await repeat(2)).toMatchObject({ statuses: [204, 204] });
    // The account's messages keep their order: what came before this one is answered by then.
    await pay("o-after");
    await sent("o-after", 1);
    expect(await sent("o-once", 1)).toHaveLength(1);
  });

  it("keeps a payment at an account of others off the chats, and refuses strangers", async () => {
    expect(await pay("o-other", { appId: "wx_of_others" })).toMatchObject({ status: 204 });
    const url = `${cloud.url}/callbacks/wechat-pay`;
    for (const [path, status] of [
      [mchId, 401],
      ["1900000000", 401],
      ["..%2F", 401],
    ] as const) {
      const answer = await requestJson("POST", `${url}/${path}`, { body: { id: "x" } });
      expect([answer.status, answer.json()]).toEqual([status, { code: "FAIL", message: expect.any(String) }]);
    }
    expect(await sim(`POST merchants/${mchId}/probe`)).toEqual({ status: 401 });
  });
});
