import { describe, expect, it } from "vitest";
import { createLocalClock } from "../../../../local/clock.ts";
import { openSimDatabase } from "../../../../local/sim/database.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../../../local/sim/weixin/credentials.ts";
import { createUsers } from "../../../../local/sim/weixin/users.ts";
import { NOON } from "../../../support/builders.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { aSimulator, ask } from "../support.ts";

const { appId: appid, appSecret: secret } = OFFICIAL_ACCOUNT;
const CREDENTIALS = { grant_type: "client_credential", appid, secret };

async function aPlatform() {
  const clock = createLocalClock();
  const simulator = await aSimulator({ clock });
  const call = (path: string, body: unknown) => ask(`${simulator.url}/weixin/cgi-bin/${path}`, "POST", body);
  const stable = async (force?: boolean) =>
    (await call("stable_token", force ? { ...CREDENTIALS, force_refresh: true } : CREDENTIALS)).body;
  const send = async (token: unknown, message: object = { msgtype: "text", text: { content: "您好" } }) =>
    (await call(`message/custom/send?access_token=${token}`, { touser: "openid-1", ...message })).body;
  return { ...simulator, clock, call, stable, send };
}

function form(name: string, bytes: number) {
  const data = new FormData();
  data.append(name, new Blob([Buffer.alloc(bytes)], { type: "image/png" }), "a.png");
  return data;
}

describe("tokens", () => {
  it("of stable_token stay the same until their last five minutes, then the older serves beside the new one", async () => {
    const { stable, send, clock } = await aPlatform();
    const first = await stable();
    expect(first.expires_in).toBe(7200);
    clock.advance(6800);
    expect((await stable()).access_token).toBe(first.access_token);
    clock.advance(200);
    const second = await stable();
    expect(second.access_token).not.toBe(first.access_token);
    expect(await send(first.access_token)).toMatchObject({ errcode: 40003 });
    clock.advance(300);
    expect(await send(first.access_token)).toMatchObject({ errcode: 42001 });
    expect(await send(second.access_token)).toMatchObject({ errcode: 40003 });
  });

  it("that are forced end the one before at once, every 30 s", async () => {
    const { stable, send, clock } = await aPlatform();
    const first = await stable();
    const forced = await stable(true);
    expect(await send(first.access_token)).toMatchObject({ errcode: 40001 });
    expect(await stable(true)).toMatchObject({ errcode: 45011 });
    expect((await stable()).access_token).toBe(forced.access_token);
    clock.advance(31);
    expect((await stable(true)).access_token).not.toBe(forced.access_token);
  });

  it("of cgi-bin/token end those of their own kind, and neither kind ends the other's", async () => {
    const { url, stable, send, clock } = await aPlatform();
    const fresh = async () =>
      (await ask(`${url}/weixin/cgi-bin/token?${new URLSearchParams(CREDENTIALS)}`, "GET")).body.access_token;
    const kept = await stable();
    const [first, second] = [await fresh(), await fresh()];
    expect(await send(first)).toMatchObject({ errcode: 40001 });
    const forced = await stable(true);
    expect(await send(kept.access_token)).toMatchObject({ errcode: 40001 });
    for (const good of [second, forced.access_token]) expect(await send(good)).toMatchObject({ errcode: 40003 });
    clock.advance(7200);
    for (const old of [second, forced.access_token]) expect(await send(old)).toMatchObject({ errcode: 42001 });
  });

  it("are given for the right secret of a known account only", async () => {
    const { call } = await aPlatform();
    const given = async (change: object) => (await call("stable_token", { ...CREDENTIALS, ...change })).body.errcode;
    expect(await given({ secret: "wrong" })).toBe(40125);
    expect(await given({ appid: "wx_other" })).toBe(40013);
    expect(await given({ grant_type: "other" })).toBe(40002);
    expect((await call("stable_token", "no JSON")).body).toMatchObject({ errcode: 40002 });
  });
});

describe("the customer-service window", () => {
  const users = () => createUsers(openSimDatabase(temporaryFolder()));

  it("is open for 48 hours and five messages after a message", () => {
    const { acted, receive } = users();
    expect(receive("wx", "o1", NOON)).toBe(40003);
    acted("wx", "o1", {}, NOON);
    expect([1, 2, 3, 4, 5, 6].map(() => receive("wx", "o1", NOON + 1))).toEqual([0, 0, 0, 0, 0, 45047]);
    acted("wx", "o1", {}, NOON);
    expect(receive("wx", "o1", NOON + 48 * 3_600_000 - 1)).toBe(0);
    expect(receive("wx", "o1", NOON + 48 * 3_600_000)).toBe(45015);
  });

  it("is open for a minute and three messages after a click, a scan or following, beside that of a message", () => {
    const { acted, receive } = users();
    for (const event of ["CLICK", "scancode_push", "scancode_waitmsg", "SCAN", "subscribe"]) {
      acted("wx", event, { event }, NOON);
      expect([1, 2, 3, 4].map(() => receive("wx", event, NOON + 59_999))).toEqual([0, 0, 0, 45047]);
      expect(receive("wx", event, NOON + 60_000)).toBe(45015);
    }
    acted("wx", "o1", {}, NOON);
    acted("wx", "o1", { event: "CLICK" }, NOON);
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(() => receive("wx", "o1", NOON))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 45047]);
  });

  it("is open for a minute and two messages after a person came to the page of a mini program", () => {
    const { acted, receive } = users();
    acted("wx", "o1", { event: "user_enter_tempsession" }, NOON);
    expect([1, 2, 3].map(() => receive("wx", "o1", NOON + 59_999))).toEqual([0, 0, 45047]);
    expect(receive("wx", "o1", NOON + 60_000)).toBe(45015);
  });

  it("is open for 48 hours and any number of messages after a payment", () => {
    const { acted, receive } = users();
    acted("wx", "o1", { event: "subscribe", eventKey: "last_trade_no_4200001" }, NOON);
    expect(new Set(Array.from({ length: 50 }, () => receive("wx", "o1", NOON + 172_799_999)))).toEqual(new Set([0]));
    expect(receive("wx", "o1", NOON + 172_800_000)).toBe(45015);
  });

  it("is not opened by other events, and closed for who left", () => {
    const { acted, receive } = users();
    acted("wx", "o1", { event: "VIEW" }, NOON);
    expect(receive("wx", "o1", NOON)).toBe(45015);
    acted("wx", "o1", {}, NOON);
    acted("wx", "o1", { event: "unsubscribe" }, NOON);
    expect(receive("wx", "o1", NOON)).toBe(43004);
  });
});

describe("a customer-service message", () => {
  it("is of a type that its account has: links are a mini program's, news an Official Account's", async () => {
    const { call, stable, send } = await aPlatform();
    const { access_token: official } = await stable();
    const { appId: appid, appSecret: secret } = MINI_PROGRAM;
    const { access_token: mini } = (await call("stable_token", { ...CREDENTIALS, appid, secret })).body;
    const article = { title: "t", description: "", url: "https://example.com/", picurl: "" };
    const link = { title: "t", description: "", url: "https://example.com/", thumb_url: "" };
    const card = { title: "t", pagepath: "p", thumb_media_id: "missing" };
    expect(await send(official, { msgtype: "link", link })).toMatchObject({ errcode: 40008 });
    expect(await send(mini, { msgtype: "link", link })).toMatchObject({ errcode: 40003 });
    expect(await send(mini, { msgtype: "news", news: { articles: [article] } })).toMatchObject({ errcode: 40008 });
    expect(await send(official, { msgtype: "miniprogrampage", miniprogrampage: card })).toMatchObject({
      errcode: 47001,
    });
    expect(await send(mini, { msgtype: "miniprogrampage", miniprogrampage: card })).toMatchObject({ errcode: 40007 });
  });

  it("is refused for its form, its length and its media before it is for the person", async () => {
    const { stable, send, sim } = await aPlatform();
    const { access_token: token } = await stable();
    const text = (content: string) => send(token, { msgtype: "text", text: { content } });
    expect(await text("长".repeat(683))).toMatchObject({ errcode: 45002 });
    expect(await text("")).toMatchObject({ errcode: 44004 });
    expect(await send(token, { msgtype: "card" })).toMatchObject({ errcode: 47001 });
    for (const message of [
      { msgtype: "image", image: { media_id: "none" } },
      { msgtype: "voice", voice: { media_id: "none" } },
      { msgtype: "video", video: { media_id: "none", thumb_media_id: "none" } },
      {
        msgtype: "miniprogrampage",
        miniprogrampage: { title: "t", appid: "wx1", pagepath: "p", thumb_media_id: "none" },
      },
    ]) {
      expect(await send(token, message)).toMatchObject({ errcode: 40007 });
    }
    const article = { title: "t", description: "", url: "https://example.com/", picurl: "" };
    expect(await send(token, { msgtype: "news", news: { articles: [article] } })).toMatchObject({ errcode: 40003 });
    expect((await sim("GET", "calls?appId=wx_demo_official")).body.calls).toHaveLength(9);
  });

  it("takes files that were uploaded, each up to its limit", async () => {
    const { url, stable, send, sim } = await aPlatform();
    const { access_token: token } = await stable();
    const upload = async (type: string, body: FormData) => {
      const target = `${url}/weixin/cgi-bin/media/upload?access_token=${token}&type=${type}`;
      return (await fetch(target, { method: "POST", body })).json() as Promise<Record<string, unknown>>;
    };
    const { media_id } = await upload("image", form("media", 7));
    expect(await send(token, { msgtype: "image", image: { media_id } })).toMatchObject({ errcode: 40003 });
    expect(await upload("thumb", form("media", 7))).toHaveProperty("thumb_media_id");
    expect(await upload("thumb", form("media", 65 * 1024))).toMatchObject({ errcode: 40009 });
    expect(await upload("image", form("other", 7))).toMatchObject({ errcode: 41005 });
    expect(await upload("image", form("media", 0))).toMatchObject({ errcode: 41005 });
    expect(await upload("music", form("media", 7))).toMatchObject({ errcode: 40004 });
    const { calls } = (await sim("GET", "calls?path=/cgi-bin/media/upload")).body as { calls: { body: unknown }[] };
    expect(calls[0]?.body).toEqual({ type: "image", file: { name: "a.png", mediaType: "image/png", bytes: 7 } });
  });
});

describe("calls", () => {
  it("are logged without secrets and tokens, with the account that they are for", async () => {
    const { stable, send, sim } = await aPlatform();
    const { access_token: token } = await stable();
    await send(token);
    const { text, body } = await sim("GET", "calls");
    expect(text).not.toContain(secret);
    expect(text).not.toContain(String(token));
    expect(body.calls).toMatchObject([
      { path: "/cgi-bin/stable_token", appId: appid, ret: 0, executed: true, body: { appid, secret: "***" } },
      { path: "/cgi-bin/message/custom/send", appId: appid, ret: 40003, executed: false, body: { touser: "openid-1" } },
    ]);
  });

  it("fail as they are told: errcodes without a path, everything else with one", async () => {
    const { stable, send, sim } = await aPlatform();
    const { access_token: token } = await stable();
    const fault = (kind: string, value: unknown, path = "/cgi-bin/message/*") =>
      sim("POST", "faults", { kind, value, times: 1, match: { path } });
    await sim("POST", "faults", {
      kind: "errcode",
      value: 45015,
      msg: "out of time",
      times: 1,
      match: { appId: appid },
    });
    expect(await send(token)).toEqual({ errcode: 45015, errmsg: "out of time" });
    await fault("ret", -1);
    expect(await send(token)).toMatchObject({ errcode: -1 });
    await fault("status", 502);
    expect(await send(token)).toMatchObject({ errcode: 502 });
    await fault("body", "{}");
    expect(await send(token)).toEqual({});
    await fault("latency", 1);
    expect(await send(token)).toMatchObject({ errcode: 40003 });
    for (const moment of ["before", "after"]) {
      await fault("drop", moment);
      await expect(send(token)).rejects.toThrow();
    }
    await sim("POST", "faults", { kind: "status", value: 500, times: 1 });
    expect(await send(token)).toMatchObject({ errcode: 40003 });
    await sim("DELETE", "faults");
    const { calls } = (await sim("GET", "calls?path=/cgi-bin/message/custom/send")).body;
    expect(calls).toMatchObject([
      { ret: 45015, fault: "errcode" },
      { ret: -1, fault: "ret" },
      { ret: null, fault: "status" },
      { ret: null, fault: "body" },
      { ret: 40003, fault: "latency" },
      { ret: null, fault: "drop" },
      { fault: "drop" },
      { ret: 40003 },
    ]);
  });

  it("of what is not there are 404, and errcode faults are for nobody else", async () => {
    const { url, call, sim } = await aPlatform();
    expect((await call("menu/no-such", {})).status).toBe(404);
    await sim("POST", "faults", { kind: "errcode", value: -1 });
    const { body } = await ask(
      `${url}/wechatapi/finder/v2/api/login/checkOnline`,
      "POST",
      { appId: "wx_demo_alpha" },
      {
        "VideosApi-token": "local-token",
      },
    );
    expect(body.ret).toBe(200);
  });
});
