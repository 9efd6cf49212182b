import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { OFFICIAL_ACCOUNT, OFFICIAL_CREDENTIALS } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, appSecret, originalId } = OFFICIAL_ACCOUNT;
const PERSONAL = "wx_demo_alpha";
const CUSTOMER = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";
const CUSTOM_SEND = "/cgi-bin/message/custom/send";
const VISITOR = "oGTcHv2onlyLookedAtAPage00001";

const answers = (id: string, channel: string, keyword: string, action: object) => ({
  id,
  name: id,
  channel,
  match: { type: "keyword", mode: "contains", keywords: [keyword] },
  actions: [action],
});
const RULES = [
  answers("hours", "official", "营业时间", { type: "reply", text: "每天 9:00–21:00" }),
  answers("to-personal", "official", "转微信", { type: "forward", to: "wxid_boss", appId: PERSONAL }),
  answers("to-official", "personal", "转公众号", { type: "forward", to: CUSTOMER, appId }),
];

const sendSchema = z.object({
  touser: z.string(),
  msgtype: z.string(),
  text: z.object({ content: z.string() }).optional(),
});
const callsSchema = z.object({
  calls: z.array(z.object({ path: z.string(), ret: z.number().nullable(), executed: z.boolean(), body: z.unknown() })),
  last: z.int(),
});
const queuedSchema = z.object({ commands: z.array(z.object({ id: z.string() })) });
const commandSchema = z.looseObject({
  state: z.string(),
  reason: z.string().optional(),
  reasonCode: z.string().optional(),
});

describe("an Official Account that answers, in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    const common = { name: "演示", activeSince: "2024-01-01", limits };
    for (const account of [
      { ...common, channel: "official", appId, wxid: originalId },
      { ...common, appId: PERSONAL },
    ]) {
      expect([201, 409]).toContain((await cloud.api("POST /api/accounts", account)).status);
    }
    expect((await cloud.api(`PUT /api/accounts/${appId}/credentials`, OFFICIAL_CREDENTIALS)).status).toBe(200);
    expect((await cloud.api("PUT /api/rules", { rules: RULES })).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const sim = (method: string, path: string, body?: object) =>
    requestJson(method, `${cloud.simulatorUrl}/sim/${path}`, body && { body });
  /** Delivered at once, or by a later try. */
  const happens = async (body: object) => {
    expect((await sim("POST", "messages", { appId, from: CUSTOMER, ...body })).status).toBe(200);
  };
  const callsAfter = async (n: number) => callsSchema.parse((await sim("GET", `calls?after=${n}`)).json());
  /** What customers have got since call `n`. */
  const sentAfter = async (n: number) =>
    (await callsAfter(n)).calls.flatMap(({ path, executed, body }) =>
      executed && path === CUSTOM_SEND ? [sendSchema.parse(body)] : [],
    );
  const sent = (n: number, count: number) =>
    eventually(`${count} customer-service messages`, 20_000, async () => {
      const messages = await sentAfter(n);
      return messages.length >= count ? messages : undefined;
    });
  const ends = (id: string) =>
    eventually(`the end of ${id}`, 20_000, async () => {
      const command = commandSchema.parse((await cloud.api(`GET /api/commands/${id}`)).json());
      return ["reserved", "sending"].includes(command.state) ? undefined : command;
    });
  async function sendByHand(to: string, content: object, requestId: string) {
    const answer = await cloud.api(`POST /api/accounts/${appId}/messages`, { requestId, to, content });
    return {
      ...answer,
      ids: answer.status === 202 ? queuedSchema.parse(answer.json()).commands.map(({ id }) => id) : [],
    };
  }

  it("says it once, however often WeChat delivers the question", async () => {
    const createTime = Math.floor(cloud.clock.now() / 1000);
    for (let time = 0; time < 3; time += 1) {
      await happens({ text: "营业时间？", msgId: "24000000000000001", createTime });
    }
    await happens({ text: "营业时间", msgId: "24000000000000002" });
    const messages = await sent(0, 2);
    expect(messages).toEqual(
      [1, 2].map(() => ({ touser: CUSTOMER, msgtype: "text", text: { content: "每天 9:00–21:00" } })),
    );
  });

  it("goes on when somebody else made WeChat forget its token: the next one is asked for, once", async () => {
    const { last } = await callsAfter(0);
    const credentials = { grant_type: "client_credential", appid: appId, secret: appSecret };
    const forced = { ...credentials, force_refresh: true };
    await requestJson("POST", `${cloud.simulatorUrl}/weixin/cgi-bin/stable_token`, { body: forced });
    await happens({ text: "营业时间", msgId: "24000000000000003" });
    expect(await sent(last, 1)).toHaveLength(1);
    const calls = (await callsAfter(last)).calls.filter(({ path }) => path.startsWith("/cgi-bin/"));
    expect(calls.map(({ path, ret }) => [path.slice("/cgi-bin/".length), ret])).toEqual([
      ["stable_token", 0],
      ["message/custom/send", 40001],
      ["stable_token", 0],
      ["message/custom/send", 0],
    ]);
  });

  it("goes on when its token is over", async () => {
    const { last } = await callsAfter(0);
    cloud.clock.advance(3 * 3600);
    await happens({ text: "营业时间", msgId: "24000000000000004" });
    expect(await sent(last, 1)).toHaveLength(1);
  });

  it("fails where the window is closed, and the API says why", async () => {
    await happens({ from: VISITOR, event: "VIEW", eventKey: "https://example.com/" });
    const { ids } = await sendByHand(VISITOR, { type: "text", text: "您好" }, "closed-1");
    const command = await ends(ids[0] ?? "");
    expect(command.state).toBe("failed");
    expect(command.reasonCode).toBe("refused");
    expect(command.reason).toMatch(/客服消息窗口已关闭.*errcode 45015/);
  });

  it("sends what an operator says, long texts in parts, and refuses what it cannot send", async () => {
    const { last } = await callsAfter(0);
    await happens({ text: "在吗", msgId: "24000000000000005" });
    const { ids } = await sendByHand(
      CUSTOMER,
      { type: "text", text: `${"长".repeat(600)}\n${"文".repeat(600)}` },
      "long-1",
    );
    expect(ids).toHaveLength(2);
    const messages = await sent(last, 2);
    expect(messages.map(({ text }) => text?.content)).toEqual(["长".repeat(600), "文".repeat(600)]);
    const card = await sendByHand(CUSTOMER, { type: "card", wxid: "wxid_alpha", nickname: "客服" }, "card-1");
    expect(card.status).toBe(400);
    expect(card.text).toContain("an Official Account cannot send 'card'");
  });

  it("passes on what personal accounts hear, and the other way round", async () => {
    const { last } = await callsAfter(0);
    await happens({ text: "请转微信", msgId: "24000000000000006" });
    await happens({ appId: PERSONAL, from: "wxid_friend", text: "请转公众号" });
    expect(await sent(last, 1)).toMatchObject([{ touser: CUSTOMER, text: { content: "请转公众号" } }]);
    const texts = await eventually("the text at the personal account", 20_000, async () => {
      const { calls } = await callsAfter(last);
      const found = calls.filter(({ path }) => path === "/message/postText");
      return found.length > 0 ? found : undefined;
    });
    expect(texts).toMatchObject([{ body: { appId: PERSONAL, toWxid: "wxid_boss", content: "请转微信" } }]);
  });

  it("holds a broadcast until midnight in China where WeChat's day is used up, and answers meanwhile", async () => {
    const { last } = await callsAfter(0);
    await happens({ text: "在吗", msgId: "24000000000000007" });
    const audience = { accounts: [appId], recipients: { type: "list", ids: [CUSTOMER] } };
    const input = { name: "上新", contents: [{ type: "text", text: "今晚八点上新" }], audience };
    expect((await cloud.api("PUT /api/broadcasts/new", input)).status).toBe(200);
    await sim("POST", "faults", { kind: "errcode", value: 45009, times: 1, match: { path: CUSTOM_SEND } });
    expect((await cloud.api("POST /api/broadcasts/new/runs", { requestId: "r-1" })).status).toBe(202);
    await eventually("WeChat's refusal", 20_000, async () =>
      (await callsAfter(last)).calls.some(({ ret }) => ret === 45009) ? true : undefined,
    );

    const untilMidnight = (86_400_000 - ((cloud.clock.now() + 8 * 3_600_000) % 86_400_000)) / 1000;
    for (let quarter = 0; quarter < 3; quarter += 1) cloud.clock.advance(Math.min(960, untilMidnight / 10));
    await happens({ text: "营业时间", msgId: "24000000000000008" });
    expect((await sent(last, 1)).map(({ text }) => text?.content)).toEqual(["每天 9:00–21:00"]);

    cloud.clock.advance(untilMidnight);
    // Longer than a message is hidden, and seldom: each move starts what every minute starts, which takes the cores.
    let looks = 0;
    const both = await eventually("the broadcast", 60_000, async () => {
      if (looks++ % 50 === 0) cloud.clock.advance(960);
      const messages = await sentAfter(last);
      return messages.length >= 2 ? messages : undefined;
    });
    expect(both[1]).toMatchObject({ touser: CUSTOMER, text: { content: "今晚八点上新" } });
  });
});
