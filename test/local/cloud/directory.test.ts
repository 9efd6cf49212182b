import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";
const GROUP = "10000000002@chatroom";
const account = `/api/accounts/${APP}`;

const groupSchema = z.looseObject({
  name: z.string(),
  members: z.array(z.looseObject({ wxid: z.string(), displayName: z.string() })),
});
const listSchema = z.looseObject({
  contacts: z.array(z.looseObject({ wxid: z.string() })).default([]),
  groups: z.array(z.looseObject({ id: z.string() })).default([]),
  cursor: z.string().optional(),
});

describe("contacts and groups in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const { status } = await cloud.api("POST /api/accounts", { appId: APP, name: "Alpha", activeSince: "2024-01-01" });
    expect([201, 409]).toContain(status);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const sim = (method: string, path: string, body: object) =>
    requestJson(method, `${cloud.simulatorUrl}/sim/${path}`, { body });
  /** What a GET answers once it is as it should be. */
  async function shows<T>(path: string, schema: z.ZodType<T>, isRight: (answer: T) => boolean): Promise<T> {
    return eventually(path, 15_000, async () => {
      const answer = await cloud.api(`GET ${path}`);
      if (answer.status !== 200) return undefined;
      const body = schema.parse(answer.json());
      return isRight(body) ? body : undefined;
    });
  }
  const showsGroup = (isRight: (group: z.output<typeof groupSchema>) => boolean) =>
    shows(`${account}/groups/${GROUP}`, groupSchema, isRight);

  it("are there soon after an account came online", async () => {
    const { members } = await showsGroup(({ name }) => name === "演示客户群");
    expect(members).toContainEqual({ wxid: "wxid_friend_one", nickname: "小明", displayName: "明明" });
    const { contacts } = await shows(
      `${account}/contacts?kind=friend`,
      listSchema,
      ({ contacts }) => contacts.length > 1,
    );
    expect(contacts).toContainEqual(expect.objectContaining({ wxid: "wxid_friend_two", nickname: "小红" }));
  });

  it("follow a change that an operator makes", async () => {
    expect((await cloud.api(`PATCH ${account}/groups/${GROUP}`, { name: "VIP 客户群" })).status).toBe(200);
    await showsGroup(({ name }) => name === "VIP 客户群");
  });

  it("follow a change that somebody else makes, by its callback alone", async () => {
    await sim("PUT", `groups/${encodeURIComponent(GROUP)}`, {
      name: "又改了",
      members: ["wxid_alpha", "wxid_newcomer"],
    });
    const { members } = await showsGroup(({ name }) => name === "又改了");
    expect(members.map(({ wxid }) => wxid)).toEqual(["wxid_alpha", "wxid_newcomer"]);
    await sim("PUT", "people/wxid_friend_one", { nickName: "大明" });
    await shows(
      `${account}/contacts/wxid_friend_one`,
      z.looseObject({ nickname: z.string() }),
      ({ nickname }) => nickname === "大明",
    );
  });

  it("lose a group that the account was put out of", async () => {
    await sim("PUT", `groups/${encodeURIComponent(GROUP)}`, { members: ["wxid_newcomer"] });
    await eventually("the group is gone", 15_000, async () => {
      return (await cloud.api(`GET ${account}/groups/${GROUP}`)).status === 404 || undefined;
    });
  });

  it("are synced when an operator asks, and reached through the pass-through", async () => {
    await sim("POST", `accounts/${APP}/populate`, { contacts: 120, groups: 3, members: 30 });
    cloud.clock.advance(120);
    expect((await cloud.api(`POST ${account}/sync`)).status).toBe(202);
    const { groups } = await shows(
      `${account}/groups`,
      listSchema,
      ({ groups }) => groups.length === 3 && groups.every(({ id }) => id.startsWith("20")),
    );
    const { members } = await shows(`${account}/groups/${groups[0]?.id}`, groupSchema, () => true);
    expect(members).toHaveLength(30);
    const page = await shows(
      `${account}/contacts?limit=100&kind=friend`,
      listSchema,
      ({ cursor }) => cursor !== undefined,
    );
    const rest = `${account}/contacts?limit=100&kind=friend&cursor=${page.cursor}`;
    await shows(rest, listSchema, ({ contacts }) => contacts.length === 20);
    const answer = await cloud.api(`POST ${account}/gateway/contacts/getBriefInfo`, { wxids: ["wxid_contact_00007"] });
    expect(answer.json()).toMatchObject({ data: [{ userName: "wxid_contact_00007" }] });
  });
});
