import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { expect, it } from "vitest";
import * as z from "zod";
import { createLocalClock } from "../../../../../local/clock.ts";
import { MINI_PROGRAM } from "../../../../../local/sim/weixin/credentials.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";
import { aSimulator, ask } from "../../support.ts";
import { aPlatformsClient, componentAppId } from "../oauth/a-web-client.ts";

const { appId, appSecret: secret } = MINI_PROGRAM;
const OPENID = "oMiniPerson00000000000000001";
const sessionSchema = z.looseObject({ openid: z.string(), session_key: z.string() });
const dataSchema = z.looseObject({ encryptedData: z.string(), iv: z.string() });

async function aMiniProgram(dataDir: string = temporaryFolder()) {
  const clock = createLocalClock();
  const simulator = await aSimulator({ clock, dataDir });
  const { url, sim } = simulator;
  const act = async (action: string, body: object = {}) =>
    (await sim("POST", `mini-programs/${appId}/${action}`, { openid: OPENID, ...body })).body;
  const exchange = async (code: unknown, change: object = {}) => {
    const query = { appid: appId, secret, js_code: String(code), grant_type: "authorization_code", ...change };
    return (await ask(`${url}/weixin/sns/jscode2session?${new URLSearchParams(query)}`, "GET")).body;
  };
  const session = async () => sessionSchema.parse(await exchange((await act("login")).code));
  const { body } = await ask(`${url}/weixin/cgi-bin/stable_token`, "POST", {
    grant_type: "client_credential",
    appid: appId,
    secret,
  });
  const call = async (path: string, given: object) =>
    (await ask(`${url}/weixin${path}?access_token=${body.access_token}`, "POST", given)).body;
  return { ...simulator, clock, act, exchange, session, call, token: String(body.access_token) };
}

function opened({ encryptedData, iv }: z.infer<typeof dataSchema>, sessionKey: string): unknown {
  const decipher = createDecipheriv("aes-128-cbc", Buffer.from(sessionKey, "base64"), Buffer.from(iv, "base64"));
  return JSON.parse(Buffer.concat([decipher.update(encryptedData, "base64"), decipher.final()]).toString());
}

it("a code of wx.login brings openid, session key and unionid, once and for five minutes", async () => {
  const { act, exchange, clock } = await aMiniProgram();
  const { code } = await act("login");
  expect(await exchange(code, { secret: "wrong" })).toMatchObject({ errcode: 40_125 });
  expect(await exchange(code, { grant_type: "x" })).toMatchObject({ errcode: 40_002 });
  const session = await exchange(code);
  expect(session).toMatchObject({ openid: OPENID, unionid: expect.stringMatching(/^o.{27}$/) });
  expect(Buffer.from(String(session.session_key), "base64")).toHaveLength(16);
  expect(await exchange(code)).toMatchObject({ errcode: 40_163 });
  expect(await exchange("never")).toMatchObject({ errcode: 40_029 });
  expect(await exchange("")).toMatchObject({ errcode: 41_008 });
  const late = (await act("login")).code;
  clock.advance(300);
  expect(await exchange(late)).toMatchObject({ errcode: 40_029 });
});

it("people who have one unionid have it at every account, and one may have no unionid", async () => {
  const { act, exchange, sim } = await aMiniProgram();
  await sim("PUT", `weixin-people/${OPENID}`, { unionid: "oUnion", nickname: "小明" });
  expect(await exchange((await act("login")).code)).toMatchObject({ unionid: "oUnion" });
  await sim("PUT", `weixin-people/${OPENID}`, { unionid: "" });
  expect((await exchange((await act("login")).code)).unionid).toBeUndefined();
});

it("a person may log in 100 times a minute", async () => {
  const { act, exchange, clock } = await aMiniProgram();
  const once = async () => (await exchange((await act("login")).code)).errcode;
  for (let count = 0; count < 100; count += 1) expect(await once()).toBeUndefined();
  expect(await once()).toBe(45_011);
  clock.advance(60);
  expect(await once()).toBeUndefined();
});

it("each login has a key of its own; the client encrypts with the newest, or with an older one on request", async () => {
  const { act, session } = await aMiniProgram();
  const [first, second] = [await session(), await session()];
  expect(first.session_key).not.toBe(second.session_key);
  const data = dataSchema.parse(await act("data"));
  const watermark = { appid: appId, timestamp: expect.any(Number) };
  expect(opened(data, second.session_key)).toMatchObject({ openId: OPENID, nickName: "微信用户 0001", watermark });
  const { rawData, signature } = data;
  expect(signature).toBe(createHash("sha1").update(`${rawData}${second.session_key}`).digest("hex"));
  const older = dataSchema.parse(await act("data", { kind: "phone", age: 1 }));
  expect(opened(older, first.session_key)).toMatchObject({ purePhoneNumber: "13800138000", watermark });
  const forged = await act("data", { kind: "other", fields: { a: 1, watermark: { appid: "wx_other" } } });
  expect(opened(dataSchema.parse(forged), second.session_key)).toEqual({ a: 1, watermark: { appid: "wx_other" } });
  expect(await act("data", { age: 2 })).toMatchObject({ error: expect.stringContaining("3 times") });
});

it("knows its newest session key, and for three days what it encrypted", async () => {
  const { act, session, call, url, clock, token } = await aMiniProgram();
  const [first, second] = [await session(), await session()];
  const check = async (key: string) => {
    const signature = createHmac("sha256", key).update("").digest("hex");
    const query = { access_token: token, openid: OPENID, signature, sig_method: "hmac_sha256" };
    return (await ask(`${url}/weixin/wxa/checksession?${new URLSearchParams(query)}`, "GET")).body.errcode;
  };
  expect([await check(first.session_key), await check(second.session_key)]).toEqual([87_009, 0]);
  const { encryptedData } = dataSchema.parse(await act("data"));
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const known = async (text: string) =>
    (await call("/wxa/business/checkencryptedmsg", { encrypted_msg_hash: hash(text) })).vaild;
  expect([await known(encryptedData), await known("other")]).toEqual([true, false]);
  clock.advance(7000);
  expect(await known(encryptedData)).toBe(true);
});

it("a phone's code brings the number once, for five minutes, to its owner", async () => {
  const { act, call, clock } = await aMiniProgram();
  const code = async (more: object = {}) => String((await act("phone-code", more)).code);
  const phone = (given: object) => call("/wxa/business/getuserphonenumber", given);
  const once = await code({ phone: "13900139000" });
  expect(await phone({ code: once, openid: "oOther" })).toMatchObject({ errcode: 40_029 });
  const watermark = { appid: appId, timestamp: expect.any(Number) };
  expect(await phone({ code: once, openid: OPENID })).toMatchObject({
    errcode: 0,
    phone_info: { phoneNumber: "13900139000", countryCode: "86", watermark },
  });
  expect(await phone({ code: once })).toMatchObject({ errcode: 40_029 });
  const late = await code();
  clock.advance(300);
  expect(await phone({ code: late })).toMatchObject({ errcode: 40_029 });
});

it("codes and keys survive a restart", async () => {
  const dataDir = temporaryFolder();
  const before = await aMiniProgram(dataDir);
  const { session_key } = await before.session();
  const { code } = await before.act("login");
  const { code: phoneCode } = await before.act("phone-code");
  await before.close();
  const after = await aMiniProgram(dataDir);
  const next = sessionSchema.parse(await after.exchange(code));
  expect(opened(dataSchema.parse(await after.act("data", { age: 1 })), session_key)).toBeDefined();
  expect(opened(dataSchema.parse(await after.act("data")), next.session_key)).toBeDefined();
  expect(await after.call("/wxa/business/getuserphonenumber", { code: phoneCode })).toMatchObject({ errcode: 0 });
});

it("a third-party platform logs people in with its own token", async () => {
  const { sim, get, platformToken } = await aPlatformsClient();
  const login = async () => String((await sim("POST", `mini-programs/${appId}/login`, { openid: OPENID })).body.code);
  const exchange = (js_code: string, component_access_token: string = platformToken) =>
    get("component/jscode2session", {
      appid: appId,
      js_code,
      grant_type: "authorization_code",
      component_appid: componentAppId,
      component_access_token,
    });
  expect(await exchange(await login())).toMatchObject({ errcode: 61_003 });
  await sim("POST", "authorizations", { appId, action: "authorize" });
  expect(await exchange(await login(), "wrong")).toMatchObject({ errcode: 40_001 });
  expect(await exchange(await login())).toMatchObject({ openid: OPENID, session_key: expect.any(String) });
});

it("the controls say what is wrong", async () => {
  const { sim } = await aMiniProgram();
  const status = async (path: string, body: object) => (await sim("POST", `mini-programs/${path}`, body)).status;
  expect(await status("wx_other/login", { openid: OPENID })).toBe(404);
  expect(await status(`${appId}/dance`, { openid: OPENID })).toBe(404);
  expect(await status(`${appId}/login`, {})).toBe(400);
  expect(await status(`${appId}/data`, { openid: "oStranger" })).toBe(409);
});
