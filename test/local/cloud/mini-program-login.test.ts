import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { credentialsOf, MINI_PROGRAM } from "../../../local/sim/weixin/credentials.ts";
import { requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = MINI_PROGRAM;
const OPENID = "oMini-person-1";

const loginSchema = z.strictObject({ token: z.string(), expiresAt: z.number() });
const codeSchema = z.object({ code: z.string() });
const dataSchema = z.object({
  encryptedData: z.string(),
  iv: z.string(),
  rawData: z.string().exactOptional(),
  signature: z.string().exactOptional(),
});

describe("people in a mini program in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const account = { channel: "mini-program", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    const set = await cloud.api(`PUT /api/accounts/${appId}/credentials`, credentialsOf(MINI_PROGRAM));
    expect(set.status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  /** What the person's client does for the mini program. */
  const client = async (action: "login" | "phone-code" | "data", body: object = {}) => {
    const url = `${cloud.simulatorUrl}/sim/mini-programs/${appId}/${action}`;
    return (await requestJson("POST", url, { body: { openid: OPENID, ...body } })).json();
  };
  const code = async (action: "login" | "phone-code") => codeSchema.parse(await client(action)).code;
  const data = async (body: object) => dataSchema.parse(await client("data", body));
  const post = (task: string, body: object, token?: string) =>
    requestJson("POST", `${cloud.url}/mini/${appId}/${task}`, {
      body,
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
  const loggedIn = async () => loginSchema.parse((await post("login", { code: await code("login") })).json()).token;

  it("log in once by each code", async () => {
    const given = { code: await code("login") };
    const first = await post("login", given);
    expect(first.status).toBe(200);
    expect(loginSchema.parse(first.json()).expiresAt).toBeGreaterThan(cloud.clock.now() + 7_000_000);
    expect((await post("login", given)).status).toBe(409);
    expect((await post("login", { code: "made-up" })).status).toBe(401);
  });

  it("show what WeChat encrypted for them, under the key of the newest login alone", async () => {
    const token = await loggedIn();
    const profile = await post("data", await data({ kind: "profile" }), token);
    expect([profile.status, profile.json()]).toMatchObject([200, { openId: OPENID, watermark: { appid: appId } }]);
    const newer = await loggedIn();
    const old = await post("data", await data({ age: 1 }), newer);
    expect([old.status, old.text]).toEqual([422, expect.stringContaining("log in again")]);
    expect((await post("data", await data({}), newer)).status).toBe(200);
    const foreign = await data({ fields: { watermark: { appid: "wx_other", timestamp: cloud.clock.now() / 1000 } } });
    expect((await post("data", foreign, newer)).status).toBe(422);
    const stale = await data({ fields: { watermark: { appid: appId, timestamp: cloud.clock.now() / 1000 - 301 } } });
    expect((await post("data", stale, newer)).status).toBe(422);
  });

  it("tell their phone number by a button's code, once, and encrypted as in older clients", async () => {
    const token = await loggedIn();
    const given = { code: await code("phone-code") };
    const told = await post("phone", given, token);
    expect([told.status, told.json()]).toMatchObject([200, { countryCode: "86" }]);
    expect((await post("phone", given, token)).status).toBe(409);
    const { encryptedData, iv } = await data({ kind: "phone" });
    expect((await post("phone", { encryptedData, iv }, token)).json()).toEqual(told.json());
  });

  it("have what they write looked at", async () => {
    const checked = await post("check", { content: "你好", scene: 2 }, await loggedIn());
    expect([checked.status, checked.json()]).toMatchObject([200, { suggest: expect.any(String) }]);
  });

  it("are strangers without a session, and the session key is shown nowhere", async () => {
    const token = await loggedIn();
    for (const task of ["data", "phone", "check"]) {
      expect((await post(task, { code: "c" })).status).toBe(401);
      expect((await post(task, { code: "c" }, `${token}x`)).status).toBe(401);
    }
    await cloud.idle();
  });
});
