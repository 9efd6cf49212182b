import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { credentialsOf, MINI_PROGRAM } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = MINI_PROGRAM;
const OPENID = "oMini-person-1";
const SEND = "/cgi-bin/message/custom/send";

const RULES = [
  {
    id: "entered",
    name: "进入客服",
    channel: "mini-program",
    match: { type: "event", events: ["event"], names: ["user_enter_tempsession"] },
    actions: [{ type: "reply", text: "您好" }],
  },
  {
    id: "link",
    name: "链接",
    match: { type: "keyword", mode: "exact", keywords: ["说明"] },
    actions: [
      {
        type: "reply",
        content: {
          type: "link",
          title: "说明书",
          description: "怎样使用",
          url: "https://example.com/help",
          thumbUrl: "https://example.com/help.png",
        },
      },
    ],
  },
];

const callsSchema = z.object({ calls: z.array(z.looseObject({ ret: z.number().nullable(), body: z.unknown() })) });

describe("a mini program in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api("PUT /api/rules", { rules: RULES })).status).toBe(200);
    const account = { channel: "mini-program", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    const set = await cloud.api(`PUT /api/accounts/${appId}/credentials`, credentialsOf(MINI_PROGRAM));
    expect(set.json()).toMatchObject({ calls: { status: "verified" } });
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const happens = async (body: object) =>
    (
      await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body: { appId, from: OPENID, ...body } })
    ).json();
  const sent = (count: number) =>
    eventually(`${count} messages`, 20_000, async () => {
      const url = `${cloud.simulatorUrl}/sim/calls?appId=${appId}&path=${encodeURIComponent(SEND)}`;
      const { calls } = callsSchema.parse((await requestJson("GET", url)).json());
      return calls.length >= count ? calls : undefined;
    });

  it("answers who enters, and sends a link as its customer service does", async () => {
    expect(await happens({ event: "user_enter_tempsession", eventKey: "cart" })).toMatchObject({ delivered: true });
    expect(await sent(1)).toMatchObject([
      { ret: 0, body: { touser: OPENID, msgtype: "text", text: { content: "您好" } } },
    ]);
    expect(await happens({ text: "说明" })).toMatchObject({ delivered: true });
    expect((await sent(2)).slice(1)).toMatchObject([
      { ret: 0, body: { msgtype: "link", link: { title: "说明书", url: "https://example.com/help" } } },
    ]);
  });

  it("tells until when the person's window is open", async () => {
    await cloud.idle();
    const window = await cloud.api(`GET /api/accounts/${appId}/window/${OPENID}`);
    expect(window.status).toBe(200);
    expect(window.json()).toMatchObject({ state: "open" });
  });

  it("says nothing of the window of a person who never came", async () => {
    const answer = await cloud.api(`GET /api/accounts/${appId}/window/never-seen`);
    expect(answer.json()).toMatchObject({ state: "unknown" });
  });
});
