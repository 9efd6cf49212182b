import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { UNVERIFIED_ACCOUNT, UNVERIFIED_CREDENTIALS } from "../../../local/sim/weixin/credentials.ts";
import { requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = UNVERIFIED_ACCOUNT;
const PEOPLE = 100;

const RULES = [
  {
    id: "greeting",
    name: "问候",
    match: { type: "keyword", mode: "contains", keywords: ["你好"] },
    actions: [{ type: "reply", text: "您好，{{message.text}}" }],
  },
];

const callsSchema = z.object({
  calls: z.array(
    z.looseObject({
      path: z.string(),
      body: z.looseObject({ touser: z.string(), kind: z.string(), text: z.string() }),
    }),
  ),
});

describe("an account that is not verified, in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api("PUT /api/rules", { rules: RULES })).status).toBe(200);
    const account = { channel: "official", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    expect((await cloud.api(`PUT /api/accounts/${appId}/credentials`, UNVERIFIED_CREDENTIALS)).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const says = async (from: string, text: string, more: object = {}) =>
    (await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body: { appId, from, text, ...more } })).json();
  const shown = async (path = "/callback-answer") => {
    const url = `${cloud.simulatorUrl}/sim/calls?appId=${appId}&path=${encodeURIComponent(path)}&limit=1000`;
    return callsSchema.parse((await requestJson("GET", url)).json()).calls.map(({ body }) => body);
  };

  it("answers a hundred people at once in their own callbacks, each once", async () => {
    // The first one loads what answers need.
    expect(await says("openid-0", "你好 0")).toMatchObject({ delivered: true });
    const people = Array.from({ length: PEOPLE }, (_, at) => `openid-${at + 1}`);
    const sent = await Promise.all(people.map((openid, at) => says(openid, `你好 ${at + 1}`)));
    expect(sent.filter((one) => !(one as { delivered: boolean }).delivered)).toEqual([]);
    await cloud.idle();
    const answers = await shown();
    const wanted = Array.from({ length: PEOPLE + 1 }, (_, at) => [`openid-${at}`, "text", `您好，你好 ${at}`]);
    const read = answers.map(({ touser, kind, text }) => [touser, kind, text]);
    expect(read.toSorted()).toEqual(wanted.toSorted());
    expect(await shown("/cgi-bin/message/custom/send")).toEqual([]);
  });

  it("gives the same answer to a message that comes again, and none where no rule answers", async () => {
    const before = (await shown()).length;
    await says("openid-a", "你好，再说一次", { msgId: "7000000000000000001" });
    await says("openid-a", "你好，再说一次", { msgId: "7000000000000000001" });
    await says("openid-b", "无关");
    await cloud.idle();
    const answers = (await shown()).slice(before);
    expect(answers).toMatchObject([
      { touser: "openid-a", text: "您好，你好，再说一次" },
      { touser: "openid-a", text: "您好，你好，再说一次" },
    ]);
    expect(await shown("/cgi-bin/message/custom/send")).toEqual([]);
  });
});
