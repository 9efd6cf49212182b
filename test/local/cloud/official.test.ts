import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { OFFICIAL_ACCOUNT, OFFICIAL_CREDENTIALS } from "../../../local/sim/weixin/credentials.ts";
import { officialSignature } from "../../../local/sim/weixin/wire.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, token } = OFFICIAL_ACCOUNT;
const OPENID = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";

const CREDENTIALS = `PUT /api/accounts/${appId}/credentials`;

const RULES = [
  {
    id: "from-shop",
    name: "门店二维码",
    channel: "official",
    priority: 10,
    match: { type: "event", events: ["subscribe", "scan"], keys: ["shop-12"] },
    actions: [
      { type: "reply", text: "欢迎光临 12 号店" },
      { type: "tag-user", add: ["12 号店"] },
    ],
  },
  {
    id: "hours",
    name: "菜单：营业时间",
    channel: "official",
    match: { type: "event", events: ["menu-click"], keys: ["hours"] },
    actions: [{ type: "reply", text: "9:00–21:00" }],
  },
];

const profileSchema = z.looseObject({ tags: z.array(z.string()), scenes: z.record(z.string(), z.unknown()) });

const callsSchema = z.object({ calls: z.array(z.looseObject({ executed: z.boolean(), body: z.unknown() })) });

describe("an Official Account in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api("PUT /api/rules", { rules: RULES })).status).toBe(200);
    const account = { channel: "official", appId, wxid: originalId, name: "公众号", activeSince: "2024-01-01" };
    const registered = await cloud.api("POST /api/accounts", account);
    expect(registered.json()).toMatchObject({ checked: "not-needed", account: { state: "ONLINE" } });
    const set = await cloud.api(CREDENTIALS, OFFICIAL_CREDENTIALS);
    expect(set.json()).toMatchObject({ revision: "1.1", calls: { status: "verified" } });
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const happens = async (body: object) =>
    (await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body: { appId, ...body } })).json();

  /** Of all commands that the platform knows. */
  async function ledgerIds(): Promise<string[]> {
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    const client = new DynamoDBClient({ endpoint: cloud.awsUrl, region: "us-east-1", credentials });
    try {
      const { TableNames = [] } = await client.send(new ListTablesCommand({}));
      const TableName = TableNames.find((name) => name.toLowerCase().includes("journal"));
      const { Items = [] } = await client.send(new ScanCommand({ TableName }));
      return Items.flatMap(({ pk }) => (pk?.S?.startsWith("cmd#") ? [pk.S.slice("cmd#".length)] : []));
    } finally {
      client.destroy();
    }
  }

  const callsUrl = () => `${cloud.simulatorUrl}/sim/calls?path=${encodeURIComponent("/cgi-bin/message/custom/send")}`;

  it("keeps no AppSecret that WeChat refuses, and one that it does not judge as unverified", async () => {
    const wrong = await cloud.api(CREDENTIALS, { appSecret: "wrong-app-secret" });
    expect([wrong.status, wrong.json()]).toMatchObject([422, { detail: expect.stringContaining("errcode 40125") }]);
    // The address that calls is not on the account's allowlist.
    const msg = "invalid ip 203.0.113.7, not in whitelist";
    const body = { kind: "errcode", value: 40164, msg, times: 1, match: { path: "/cgi-bin/stable_token" } };
    await requestJson("POST", `${cloud.simulatorUrl}/sim/faults`, { body });
    const kept = await cloud.api(CREDENTIALS, OFFICIAL_CREDENTIALS);
    expect(kept.json()).toMatchObject({ calls: { status: "unverified", errcode: 40164 } });
    expect(JSON.stringify(kept.json())).toContain(msg);
    const verified = await cloud.api(CREDENTIALS, OFFICIAL_CREDENTIALS);
    expect(verified.json()).toMatchObject({ calls: { status: "verified" } });
  });

  it("passes WeChat's check of the URL, and nobody else's", async () => {
    const [timestamp, nonce, echostr] = [String(Math.floor(cloud.clock.now() / 1000)), "263014780", "613184738"];
    const url = (signature: string) =>
      `${cloud.url}/callbacks/official-account/${appId}?${new URLSearchParams({ signature, timestamp, nonce, echostr })}`;
    const right = await fetch(url(officialSignature(token, timestamp, nonce)));
    expect([right.status, await right.text()]).toEqual([200, echostr]);
    expect((await fetch(url(officialSignature("guessed", timestamp, nonce)))).status).toBe(403);
  });

  it("queues a command for the openid of who followed by a shop's code, once for three deliveries", async () => {
    const subscribed = { from: OPENID, event: "subscribe", eventKey: "qrscene_shop-12", createTime: 1_767_225_600 };
    for (let time = 0; time < 3; time += 1) await happens(subscribed);
    const [id = ""] = await eventually("the welcome in the ledger", 30_000, async () => {
      const ids = await ledgerIds();
      return ids.length > 0 ? ids : undefined;
    });
    const command = await cloud.api(`GET /api/commands/${id}`);
    expect(command.json()).toMatchObject({ appId, to: OPENID, content: { type: "text", text: "欢迎光临 12 号店" } });
    const profile = await eventually("the scene in the profile", 20_000, async () => {
      const answer = await cloud.api(`GET /api/accounts/${appId}/users/${OPENID}/profile`);
      return answer.status === 200 ? profileSchema.parse(answer.json()) : undefined;
    });
    expect(profile.tags).toEqual(["12 号店"]);
    expect(profile.scenes).toMatchObject({ subscribe: { value: "shop-12" } });
    expect(await ledgerIds()).toEqual([id]);
    const sent = await eventually("the welcome at WeChat", 30_000, async () => {
      const { calls } = callsSchema.parse((await requestJson("GET", callsUrl())).json());
      return calls.length > 0 ? calls : undefined;
    });
    expect(sent.map(({ executed, body }) => [executed, body])).toEqual([
      [true, { touser: OPENID, msgtype: "text", text: { content: "欢迎光临 12 号店" } }],
    ]);
  });

  it("refuses what is not encrypted", async () => {
    expect(await happens({ from: OPENID, text: "你好", mode: "plain" })).toMatchObject({
      delivered: false,
      status: 403,
    });
  });
});
