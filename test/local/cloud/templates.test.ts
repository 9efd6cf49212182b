import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { OFFICIAL_ACCOUNT, OFFICIAL_CREDENTIALS } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId } = OFFICIAL_ACCOUNT;
const CUSTOMER = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";
const VISITOR = "oGTcHv2onlyLookedAtAPage00001";
const TEMPLATE_SEND = "/cgi-bin/message/template/send";
const BIZSEND = "/cgi-bin/message/subscribe/bizsend";

const listSchema = z.object({
  templates: z.array(z.object({ type: z.string(), id: z.string(), fields: z.array(z.object({ key: z.string() })) })),
});
const callsSchema = z.object({
  calls: z.array(z.object({ path: z.string(), ret: z.number().nullable(), body: z.unknown() })),
});
const commandSchema = z.looseObject({
  state: z.string(),
  reason: z.string().optional(),
  reasonCode: z.string().optional(),
  newMsgId: z.string().optional(),
});
const queuedSchema = z.object({ commands: z.array(z.object({ id: z.string() })) });
const failedSchema = z.object({ commands: z.array(commandSchema) });

const data = (thing: string) => ({ character_string1: { value: "SF1001" }, thing2: { value: thing } });

describe("messages by templates, in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;
  let template = "";
  let notice = "";

  beforeAll(async () => {
    cloud = await aCloud(site);
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    const account = { name: "演示", activeSince: "2024-01-01", limits, channel: "official", appId, wxid: originalId };
    expect([201, 409]).toContain((await cloud.api("POST /api/accounts", account)).status);
    expect((await cloud.api(`PUT /api/accounts/${appId}/credentials`, OFFICIAL_CREDENTIALS)).status).toBe(200);
    const add = (endpoint: string, body: object) =>
      cloud.api(`POST /api/accounts/${appId}/weixin/call?endpoint=${endpoint}`, body);
    const added = z.object({ data: z.object({ template_id: z.string() }) });
    template = added.parse((await add("templates.add", { template_id_short: "TM00015" })).json()).data.template_id;
    const other = z.object({ data: z.object({ priTmplId: z.string() }) });
    notice = other.parse((await add("subscriptions.add", { tid: "401", kidList: [1, 2] })).json()).data.priTmplId;
    const content = { type: "template", templateId: template, data: data("{{capture.what}}") };
    const match = { type: "regex", pattern: "^查(?P<what>.+)$" };
    const actions = [{ type: "reply", content }];
    const rules = [{ id: "shipped", name: "shipped", channel: "official", match, actions }];
    expect((await cloud.api("PUT /api/rules", { rules })).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const sim = (method: string, path: string, body?: object) =>
    requestJson(method, `${cloud.simulatorUrl}/sim/${path}`, body && { body });
  const happens = async (body: object) => {
    expect((await sim("POST", "messages", { appId, from: CUSTOMER, ...body })).status).toBe(200);
  };
  const callsOf = async (path: string) =>
    callsSchema.parse((await sim("GET", `calls?path=${path}&limit=1000`)).json()).calls;
  const ends = (id: string) =>
    eventually(`the end of ${id}`, 20_000, async () => {
      const command = commandSchema.parse((await cloud.api(`GET /api/commands/${id}`)).json());
      return ["reserved", "sending"].includes(command.state) ? undefined : command;
    });
  async function send(to: string, content: object, requestId: string) {
    const answer = await cloud.api(`POST /api/accounts/${appId}/messages`, { requestId, to, content });
    expect(answer.status).toBe(202);
    return ends(queuedSchema.parse(answer.json()).commands[0]?.id ?? "");
  }
  it("are told with their fields", async () => {
    const { templates } = listSchema.parse((await cloud.api(`GET /api/accounts/${appId}/templates`)).json());
    expect(templates.map(({ type, id, fields }) => [type, id, fields.map(({ key }) => key)])).toEqual([
      ["template", template, ["character_string1", "thing2"]],
      ["subscription", notice, ["character_string1", "thing2"]],
    ]);
  });

  it("go to a person whose window is closed, with WeChat's id where WeChat gives one", async () => {
    await happens({ from: VISITOR, event: "subscribe" });
    cloud.clock.advance(49 * 3600);
    const text = await send(VISITOR, { type: "text", text: "您好" }, "text-1");
    expect(text.state).toBe("failed");
    const sent = await send(VISITOR, { type: "template", templateId: template, data: data("苹果") }, "template-1");
    expect(sent).toMatchObject({ state: "sent", newMsgId: expect.stringMatching(/^\d+$/) });
    const agreed = await send(VISITOR, { type: "subscription", templateId: notice, data: data("梨") }, "notice-1");
    expect(agreed.state).toBe("sent");
    expect((await callsOf(TEMPLATE_SEND)).map(({ body }) => body)).toMatchObject([
      { touser: VISITOR, client_msg_id: expect.stringMatching(/^[0-9a-f]{32}$/), data: data("苹果") },
    ]);
  });

  it("end for good where the person did not agree: one call, never repeated", async () => {
    const before = (await callsOf(BIZSEND)).length;
    await sim("POST", "faults", { kind: "errcode", value: 43101, times: 1, match: { path: BIZSEND } });
    const refused = await send(VISITOR, { type: "subscription", templateId: notice, data: data("桃") }, "notice-2");
    expect(refused).toMatchObject({ state: "failed", reasonCode: "refused" });
    expect(refused.reason).toContain("43101");
    expect((await callsOf(BIZSEND)).slice(before).map(({ ret }) => ret)).toEqual([43101]);
  });

  it("are refused with the field before they are queued", async () => {
    const content = { type: "template", templateId: template, data: data("长".repeat(21)) };
    const answer = await cloud.api(`POST /api/accounts/${appId}/messages`, { requestId: "r-9", to: VISITOR, content });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("content.data.thing2.value");
    expect(answer.text).toContain("this one has 21 characters");
  });

  it("are said by a rule with its variables, and never with half a value", async () => {
    const before = (await callsOf(TEMPLATE_SEND)).length;
    await happens({ event: "subscribe" });
    await happens({ text: "查苹果", msgId: "24000000000000101" });
    await eventually("the rule's message", 20_000, async () =>
      (await callsOf(TEMPLATE_SEND)).length > before ? true : undefined,
    );
    await happens({ text: `查${"长".repeat(21)}`, msgId: "24000000000000102" });
    const failed = await eventually("the refused one", 20_000, async () => {
      const { commands } = failedSchema.parse((await cloud.api("GET /api/commands?state=failed")).json());
      return commands.find(({ reasonCode }) => reasonCode === "invalid-command");
    });
    expect(failed.reason).toContain("data.thing2.value: 'thing2' takes at most 20 characters; this one has 21");
    const calls = (await callsOf(TEMPLATE_SEND)).slice(before);
    expect(calls).toMatchObject([{ ret: 0, body: { touser: CUSTOMER, data: data("苹果") } }]);
  });
});
