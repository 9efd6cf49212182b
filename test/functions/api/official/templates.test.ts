import { describe, expect, it } from "vitest";
import { aWeixinPlatform } from "../../../support/a-weixin-platform.ts";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";
import { memoryWeixinPorts } from "./weixin-memory-ports.ts";

async function setUp() {
  const platform = await aWeixinPlatform();
  const { appId } = platform;
  const official = anAccount({ appId, channel: "official", wxid: "gh_demo_official", name: "公众号" });
  const { api, callEndpoint } = platform;
  const accounts = [official, anAccount({ appId: "wx_personal" })];
  const operators = operatorApi({ accounts, overrides: memoryWeixinPorts(callEndpoint) });
  const list = (query: Record<string, string> = {}, of: string = appId) =>
    operators.call("GET", `/api/accounts/${of}/templates`, { as: "viewer", query });
  const addOne = () => api.templates.add(appId, { template_id_short: "TM00015" });
  const addOther = () => api.subscriptions.add(appId, { tid: "401", kidList: [1, 2] });
  const send = (content: object, requestId = "r-1", of: string = appId) =>
    operators.call("POST", `/api/accounts/${of}/messages`, {
      as: "operator",
      body: { requestId, to: "openid-1", content },
    });
  return { ...platform, operators, list, addOne, addOther, send };
}

describe("an account's templates", () => {
  it("are told with their fields, and what each takes", async () => {
    const { list, addOne, addOther } = await setUp();
    const { template_id } = await addOne();
    const { priTmplId } = await addOther();
    const { status, body } = await list();
    expect(status).toBe(200);
    const fields = [
      { key: "character_string1", label: "订单号", type: "character_string", takes: expect.stringContaining("32") },
      { key: "thing2", label: "商品", type: "thing", takes: "at most 20 characters" },
    ];
    expect(body.templates).toMatchObject([
      { type: "template", id: template_id, title: "订单发货提醒", fields },
      { type: "subscription", id: priTmplId, title: "订单发货提醒", fields },
    ]);
  });

  it("are told anew where the caller wants them fresh, which is said by true alone", async () => {
    const { list } = await setUp();
    expect((await list({ fresh: "true" })).body.templates).toEqual([]);
    expect((await list({ fresh: "yes" })).status).toBe(400);
  });

  it("are those that WeChat lets the account have; any other refusal is told and not remembered", async () => {
    const { list, addOther, refuse } = await setUp();
    await addOther();
    await refuse("/cgi-bin/template/get_all_private_template", 48_001);
    expect((await list()).body.templates).toMatchObject([{ type: "subscription" }]);
    await refuse("/wxaapi/newtmpl/gettemplate", 45_009);
    expect((await list({ fresh: "true" })).status).toBe(429);
    expect((await list()).body.templates).toMatchObject([{ type: "subscription" }]);
  });

  it("are not asked for at a personal account, or one that nobody registered", async () => {
    const { list } = await setUp();
    expect((await list({}, "wx_personal")).status).toBe(409);
    expect((await list({}, "wx_nobody")).status).toBe(404);
  });
});

describe("a message by a template", () => {
  const data = { thing1: { value: "苹果" } };

  it("is queued as others are, and refused with the field that has a wrong value", async () => {
    const { send } = await setUp();
    expect((await send({ type: "template", templateId: "t", data })).status).toBe(202);
    const long = await send(
      { type: "subscription", templateId: "t", data: { thing1: { value: "长".repeat(21) } } },
      "r-2",
    );
    expect(long.status).toBe(400);
    expect(JSON.stringify(long.body)).toContain("content.data.thing1.value");
    expect(JSON.stringify(long.body)).toContain("at most 20 characters; this one has 21");
  });

  it("is refused at a personal account, which has no templates", async () => {
    const { send } = await setUp();
    const refused = await send({ type: "template", templateId: "t", data }, "r-3", "wx_personal");
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain("a personal account cannot send 'template'");
  });
});

describe("the simulator", () => {
  it("refuses what a field does not take, and one who did not agree", async () => {
    const { api, appId, addOther, refuse } = await setUp();
    const { priTmplId: template_id } = await addOther();
    const ask = (thing: string) =>
      api.subscriptions.send(appId, {
        touser: "openid-1",
        template_id,
        data: { character_string1: { value: "SF1" }, thing2: { value: thing } },
      });
    await expect(ask("长".repeat(21))).rejects.toMatchObject({ details: { errcode: 47_003 } });
    await expect(ask("苹果")).resolves.toMatchObject({ errcode: 0 });
    await refuse("/cgi-bin/message/subscribe/bizsend", 43_101);
    await expect(ask("苹果")).rejects.toMatchObject({ details: { errcode: 43_101 } });
  });
});
