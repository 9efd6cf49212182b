import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { DynamoDBClient, GetItemCommand, ListTablesCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";
const GROUP = "10000000002@chatroom";
const ROOT = resolve(import.meta.dirname, "../../..");

const profileSchema = z.looseObject({ total: z.looseObject({ messages: z.int() }), tags: z.array(z.string()) });

describe("profiles in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const rule = {
      id: "join",
      name: "入会",
      match: { type: "keyword", mode: "exact", keywords: ["入会"] },
      actions: [
        { type: "tag-user", add: ["vip"] },
        { type: "complete-step", step: "onboarding" },
      ],
    };
    expect((await cloud.api("PUT /api/rules", { rules: [rule] })).status).toBe(200);
    await cloud.api("POST /api/accounts", { appId: APP, name: "Alpha", activeSince: "2024-01-01" });
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const says = (text: string, more: object = {}) =>
    requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, {
      body: { appId: APP, from: "wxid_friend_one", text, ...more },
    });

  const aClient = () => {
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    const dynamo = new DynamoDBClient({ endpoint: cloud.awsUrl, region: "us-east-1", credentials });
    return { dynamo, [Symbol.asyncDispose]: async () => dynamo.destroy() };
  };

  async function profileWith(messages: number) {
    return eventually(`${messages} messages in the profile`, 20_000, async () => {
      const answer = await cloud.api(`GET /api/accounts/${APP}/users/wxid_friend_one/profile`);
      if (answer.status !== 200) return undefined;
      const profile = profileSchema.parse(answer.json());
      return profile.total.messages === messages ? profile : undefined;
    });
  }

  /** `npm run replay`, as an operator runs it. */
  function replay(...options: string[]): Promise<{ code: unknown; output: string }> {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: cloud.awsUrl,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "x",
      AWS_SECRET_ACCESS_KEY: "x",
      JOURNAL_TABLE: "",
    };
    return new Promise((done) => {
      execFile(process.execPath, ["scripts/replay.ts", ...options], { cwd: ROOT, env }, (error, stdout, stderr) =>
        done({ code: error?.code ?? 0, output: stdout + stderr }),
      );
    });
  }

  it("are read through the API, rebuilt from the journal, compared and repaired", async () => {
    for (const text of ["你好", "入会", "在吗"]) expect((await says(text)).status).toBeLessThan(300);
    await says("今天天气不错", { room: GROUP });
    await says("入会", { room: GROUP });
    const profile = await profileWith(4);
    expect(profile).toMatchObject({ tags: ["vip"], total: { kinds: { text: 4 }, rules: { join: 2 } } });
    expect(profile.steps).toHaveProperty("onboarding");

    const user = `${APP}/wxid_friend_one`;
    const one = await replay("--user", user);
    expect(one).toEqual({ code: 0, output: "1 profiles, 4 messages replayed, 0 different\n" });
    expect(await replay("--all")).toMatchObject({ code: 0, output: expect.stringMatching(/ 0 different/) });

    await using client = aClient();
    const { TableNames = [] } = await client.dynamo.send(new ListTablesCommand({}));
    const where = {
      TableName: TableNames.find((name) => name.includes("JournalTable")),
      Key: { pk: { S: `user#${APP}#wxid_friend_one` }, sk: { S: "profile" } },
    };
    const { Item } = await client.dynamo.send(new GetItemCommand(where));
    await client.dynamo.send(
      new UpdateItemCommand({
        ...where,
        UpdateExpression: "SET profile = :profile",
        ExpressionAttributeValues: { ":profile": { S: String(Item?.profile?.S).replaceAll('"text":4', '"text":5') } },
      }),
    );
    const different = await replay("--all", "--repair");
    expect(different.code).toBe(1);
    expect(different.output).toMatch(/wx_demo_alpha\/wxid_friend_one months\.\S+\.kinds\.text: stored 5, journal 4/);
    expect(await replay("--user", user, "--from", "2024-01-01")).toEqual(one);

    const path = `/api/accounts/${APP}/users/wxid_friend_one/profile`;
    expect((await cloud.api(`DELETE ${path}`)).status).toBe(200);
    expect((await cloud.api(`GET ${path}`)).status).toBe(404);
    expect(await replay("--all", "--repair")).toMatchObject({ code: 0 });
    expect((await cloud.api(`GET ${path}`)).status).toBe(404);
    await says("你好");
    expect(await profileWith(1)).toMatchObject({ tags: [] });
    expect(await replay("--user", user)).toMatchObject({ code: 0 });
  });

  it("are not compared where the question is wrong", async () => {
    for (const [options, said] of [
      [[], /either --user or --all/],
      [["--user", "nobody"], /'nobody' is not <appId>\/<wxid>/],
      [["--all", "--from", "yesterday"], /'yesterday' is not a date/],
      [["--everybody"], /--everybody.*npm run replay/s],
    ] as const) {
      expect(await replay(...options)).toMatchObject({ code: 2, output: expect.stringMatching(said) });
    }
  });
});
