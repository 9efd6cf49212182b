import { afterEach, describe, expect, it, vi } from "vitest";
import { createOfficialGateway } from "../../../../../shared/adapters/weixin/send/gateway.ts";
import { SENDING } from "../../../../../shared/adapters/weixin/send/sending-time.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import type { Content } from "../../../../../shared/messages/domain/content.ts";
import { TIMEOUTS } from "../../../../../shared/names.ts";
import { APP, aJpeg, answered, aWeixin, errcode, noAnswer, type WeixinResult } from "../../../../support/a-weixin.ts";
import { aCommand } from "../../../../support/builders.ts";

const SEND = "/cgi-bin/message/custom/send";
const TOKEN = "/cgi-bin/stable_token";
const UPLOAD = "/cgi-bin/media/upload";
const url = "https://cdn.example.com/a.jpg";
const TEXT: Content = { type: "text", text: "您好" };
const IMAGE: Content = { type: "image", url };
const SENT = { type: "sent", newMsgId: "", msgId: "", createTime: 0 };

const file = (beginning: string, bytes = 50) => {
  const body = Buffer.alloc(bytes);
  body.write(beginning, "latin1");
  return { status: 200, headers: {}, body };
};

describe("a text", () => {
  it("is one call with the account's token", async () => {
    const { send, calls } = aWeixin();
    expect(await send(TEXT)).toEqual(SENT);
    expect(calls.map(({ path }) => path)).toEqual([TOKEN, SEND]);
    expect(calls[0]?.body).toEqual({ grant_type: "client_credential", appid: APP, secret: "s3cret" });
    expect(calls[1]?.query.get("access_token")).toBe("token-1");
    expect(calls[1]?.body).toEqual({ touser: "openid-1", msgtype: "text", text: { content: "您好" } });
    await send(TEXT);
    expect(calls).toHaveLength(3);
  });

  it("that is too long, or mentions somebody, is refused before any call", async () => {
    const { send, calls } = aWeixin();
    expect(await send({ type: "text", text: "长".repeat(683) })).toMatchObject({
      cause: "invalid-command",
      message: "客服文本最多 2048 字节，这条有 2049 字节",
    });
    expect(await send({ type: "text", text: "好", mentions: ["wxid_a"] })).toMatchObject({ cause: "invalid-command" });
    expect(calls).toEqual([]);
  });
});

describe("other contents", () => {
  it("that an Official Account cannot send fail for certain, and say so", async () => {
    const { send, calls } = aWeixin();
    const outcome = await send({ type: "card", wxid: "wxid_a", nickname: "客服" });
    expect(outcome).toMatchObject({ cause: "invalid-command", message: expect.stringContaining("cannot send 'card'") });
    expect(calls).toEqual([]);
  });

  it("are a news article for a link", async () => {
    const { send, calls } = aWeixin();
    await send({ type: "link", title: "春", description: "三分钟", url: "https://example.com/", thumbUrl: url });
    expect(calls.at(-1)?.body).toEqual({
      touser: "openid-1",
      msgtype: "news",
      news: { articles: [{ title: "春", description: "三分钟", url: "https://example.com/", picurl: url }] },
    });
  });

  it("are uploaded once, the file as it is, and sent by their media_id", async () => {
    const { send, calls, fetched, paths, clock } = aWeixin();
    expect(await send(IMAGE)).toEqual(SENT);
    expect(await send(IMAGE)).toEqual(SENT);
    expect(fetched).toEqual([url]);
    expect(paths()).toEqual(["stable_token", "upload", "send", "send"]);
    const [, upload, sent] = calls;
    expect(upload?.query.get("type")).toBe("image");
    expect(upload?.body).toMatch(/^multipart\/form-data; boundary=wechat-fleet-/);
    expect(upload?.raw.includes('name="media"; filename="media.jpg"; filelength=100')).toBe(true);
    expect(upload?.raw.includes(aJpeg().body)).toBe(true);
    expect(sent?.body).toMatchObject({ msgtype: "image", image: { media_id: "media-1" } });
    clock.advance(2 * 86_400_000);
    await send(IMAGE);
    expect(fetched).toEqual([url, url]);
  });

  it("are voice, video with its thumb, and mini program", async () => {
    const files = async (given: string) =>
      given.endsWith("amr") ? file("#!AMR\n") : given.endsWith("mp4") ? file("\0\0\0\x18ftypmp42") : aJpeg();
    const thumb = answered({ type: "thumb", thumb_media_id: "thumb-1" });
    const ok = [1, 2].map((n) => answered({ media_id: `media-${n}` }));
    const { send, calls } = aWeixin({ [UPLOAD]: [...ok, thumb] }, files);
    await send({ type: "voice", url: "https://cdn.example.com/a.amr", durationMs: 900 });
    expect(calls.at(-1)?.body).toMatchObject({ msgtype: "voice", voice: { media_id: "media-1" } });
    await send({ type: "video", url: "https://cdn.example.com/a.mp4", thumbUrl: url, durationSeconds: 3 });
    expect(calls.at(-1)?.body).toMatchObject({ video: { media_id: "media-2", thumb_media_id: "thumb-1" } });
    await send({
      type: "mini-program",
      miniAppId: "wx1",
      username: "gh_1@app",
      displayName: "点单",
      title: "点单助手",
      pagePath: "pages/home",
      coverUrl: url,
    });
    expect(calls.at(-1)?.body).toMatchObject({
      msgtype: "miniprogrampage",
      miniprogrampage: { title: "点单助手", appid: "wx1", pagepath: "pages/home", thumb_media_id: "media-4" },
    });
  });

  it("fail for certain where the file is none that WeChat takes", async () => {
    const silk = aWeixin({}, async () => file("\x02#!SILK_V3"));
    expect(await silk.send({ type: "voice", url, durationMs: 900 })).toMatchObject({
      cause: "invalid-command",
      message: expect.stringMatching(/cdn\.example\.com.*AMR 或 MP3.*audio\/silk/),
    });
    const large = aWeixin({}, async () => aJpeg(65 * 1024));
    expect(await large.send({ type: "video", url, thumbUrl: url, durationSeconds: 1 })).toMatchObject({
      cause: "invalid-command",
    });
    expect(silk.paths()).toEqual([]);
  });

  it("fail for certain where the file cannot be had, after a second try", async () => {
    const away = aWeixin({}, async () => Promise.reject(new AppError("unreachable", "away", { retryable: true })));
    expect(await away.send(IMAGE)).toMatchObject({
      cause: "invalid-command",
      message: expect.stringContaining("away"),
    });
    expect(away.fetched).toHaveLength(2);
    const gone = aWeixin({}, async () => ({ ...aJpeg(), status: 404 }));
    expect(await gone.send(IMAGE)).toMatchObject({ cause: "invalid-command", message: expect.stringContaining("404") });
    const inside = aWeixin({}, async () => Promise.reject(new AppError("invalid-input", "not a public address")));
    expect(await inside.send(IMAGE)).toMatchObject({ cause: "invalid-command" });
    expect(inside.fetched).toHaveLength(1);
  });

  it("are uploaded anew where WeChat has forgotten the file", async () => {
    const { send, paths, calls } = aWeixin({ [SEND]: [errcode(0), errcode(40007)] });
    await send(IMAGE);
    expect(await send(IMAGE)).toEqual(SENT);
    expect(paths()).toEqual(["stable_token", "upload", "send", "send", "upload", "send"]);
    expect(calls.at(-1)?.body).toMatchObject({ image: { media_id: "media-2" } });
  });

  it("are not sent where the upload fails, and nothing is unknown", async () => {
    const failures: [WeixinResult, string][] = [
      [noAnswer("timeout"), "not-connected"],
      [answered({}, 502), "not-connected"],
      [errcode(-1), "not-prepared"],
      [answered({ neither: true }), "not-prepared"],
      [errcode(40009), "refused"],
    ];
    for (const [result, cause] of failures) {
      const { send, paths } = aWeixin({ [UPLOAD]: [result] });
      expect(await send(IMAGE)).toMatchObject({ type: "failed", cause });
      expect(paths()).not.toContain("send");
    }
  });

  it("leave time for the sending: what takes too long before it is tried again", async () => {
    const { send, paths } = aWeixin({}, undefined, 4000);
    expect(await send(IMAGE)).toMatchObject({ cause: "not-prepared" });
    expect(paths()).not.toContain("send");
    expect(await send(IMAGE)).toEqual(SENT);
  });
});

describe("a mini program's customer service", () => {
  const card = (miniAppId: string): Content => ({
    type: "mini-program",
    miniAppId,
    username: "gh_1@app",
    displayName: "点单",
    title: "点单",
    pagePath: "pages/home",
    coverUrl: url,
  });

  it("sends a link as a link, and a card of itself without an appid", async () => {
    const { sendFromMiniProgram, calls } = aWeixin();
    await sendFromMiniProgram({
      type: "link",
      title: "春",
      description: "三",
      url: "https://a.example/",
      thumbUrl: url,
    });
    expect(calls.at(-1)?.body).toEqual({
      touser: "openid-1",
      msgtype: "link",
      link: { title: "春", description: "三", url: "https://a.example/", thumb_url: url },
    });
    expect(await sendFromMiniProgram(card(APP))).toEqual(SENT);
    expect(calls.at(-1)?.body).toEqual({
      touser: "openid-1",
      msgtype: "miniprogrampage",
      miniprogrampage: { title: "点单", pagepath: "pages/home", thumb_media_id: "media-1" },
    });
  });

  it.each<[string, Content]>([
    ["cannot send 'voice'", { type: "voice", url, durationMs: 1000 }],
    ["这张卡片属于 wx_other", card("wx_other")],
  ])("refuses what it does not have before any call: %s", async (message, content) => {
    const { sendFromMiniProgram, calls } = aWeixin();
    const outcome = await sendFromMiniProgram(content);
    expect(outcome).toMatchObject({ cause: "invalid-command", message: expect.stringContaining(message) });
    expect(calls).toEqual([]);
  });
});

it("a file's server that never answers has used up its two tries before the time for the message begins", () => {
  expect(2 * TIMEOUTS.officialMediaFetch * 1000).toBeLessThan(TIMEOUTS.gatewayCall * 1000 - SENDING);
});

it("a token or a file that never comes does not hold up the sender", async () => {
  const { call, uploaded, clock } = aWeixin();
  const never = () => new Promise<never>(() => undefined);
  const gateway = (get: () => Promise<string>, timeoutMs = 3001) =>
    createOfficialGateway({
      of: "official",
      call,
      uploaded,
      tokens: { get, refreshed: get },
      fetchMedia: never,
      now: clock.now,
      timeoutMs,
    });
  for (const get of [never, async () => "token-1"]) {
    const command = aCommand({ appId: APP, to: "openid-1", content: IMAGE });
    expect(await gateway(get).send(command)).toEqual({
      type: "failed",
      cause: "not-prepared",
      message: "token and files took too long; nothing was sent",
    });
  }
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const tooSlow = gateway(async () => "token-1", 10_000).send(aCommand({ appId: APP, content: IMAGE }));
  await vi.advanceTimersByTimeAsync(7000);
  // The file had the whole time of a try: the commands behind it do not wait for a second try.
  expect(await tooSlow).toMatchObject({ cause: "invalid-command", message: expect.stringContaining("素材") });
});

afterEach(() => void vi.useRealTimers());

describe("a token that WeChat refuses", () => {
  it.each([40001, 40014, 42001])("with %d is replaced once, and the call repeated", async (code) => {
    const { send, paths, calls } = aWeixin({ [SEND]: [errcode(code)] });
    expect(await send(TEXT)).toEqual(SENT);
    expect(paths()).toEqual(["stable_token", "send", "stable_token", "send"]);
    expect(calls.at(-1)?.query.get("access_token")).toBe("token-2");
  });

  it("and then the next one as well lets the command wait: it did not go out", async () => {
    const { send, paths } = aWeixin({ [SEND]: [errcode(40001), errcode(40001)] });
    expect(await send(TEXT)).toMatchObject({ type: "failed", cause: "account-refused" });
    expect(paths().filter((path) => path === "send")).toHaveLength(2);
  });

  it("at the upload is replaced as well", async () => {
    const { send, paths } = aWeixin({ [UPLOAD]: [errcode(42001)] });
    expect(await send(IMAGE)).toEqual(SENT);
    expect(paths()).toEqual(["stable_token", "upload", "stable_token", "upload", "send"]);
  });
});

describe("what WeChat answers", () => {
  it.each([
    [45015, "refused", "客服消息窗口已关闭"],
    [45047, "refused", "条数已达上限"],
    [43004, "refused", "没有关注"],
    [40003, "refused", "openid"],
    [48001, "refused", "没有这个接口的权限"],
    [45009, "quota-exhausted", "当日调用额度"],
    [45011, "throttled", "太频繁"],
    [40164, "account-refused", "IP 白名单"],
    [-1, "busy", "不确定"],
    [99999, "refused", "微信拒绝了调用"],
  ])("with errcode %d is '%s', with a hint for the operator", async (code, cause, hint) => {
    const { send } = aWeixin({ [SEND]: [errcode(code, "words of WeChat")] });
    expect(await send(TEXT)).toEqual({
      type: "failed",
      cause,
      message: expect.stringMatching(new RegExp(`${hint}.*（errcode ${code} words of WeChat）`)),
    });
  });

  it.each<[WeixinResult, string]>([
    [noAnswer("dns"), "dns"],
    [noAnswer("not-connected"), "not-connected"],
    [noAnswer("timeout"), "timeout"],
    [noAnswer("connection-lost"), "connection-lost"],
    [answered({}, 502), "bad-gateway"],
    [answered({}, 503), "bad-gateway"],
    [{ type: "answer", status: 503, text: "", retryAfterMs: 7000 }, "unavailable"],
    [answered({}, 429), "throttled"],
    [answered({}, 404), "refused"],
    [{ type: "answer", status: 200, text: "<html>" }, "unreadable-answer"],
    [{ type: "answer", status: 200, text: "[]" }, "unreadable-answer"],
    [answered({}), "unreadable-answer"],
    [answered({ message: "a proxy's words" }), "unreadable-answer"],
  ])("is told apart by whether the message may have gone out: %o is '%s'", async (result, cause) => {
    const { send } = aWeixin({ [SEND]: [result] });
    expect(await send(TEXT)).toMatchObject({ type: "failed", cause });
  });
});

describe("the token itself", () => {
  it.each<[WeixinResult, string]>([
    [noAnswer("timeout"), "not-connected"],
    [noAnswer("dns"), "dns"],
    [errcode(-1), "not-prepared"],
    [errcode(40164), "account-refused"],
    [errcode(40125), "account-refused"],
    [errcode(48004), "account-refused"],
    [answered({ access_token: "" }), "not-prepared"],
  ])("that cannot be had (%o) is '%s': nothing was sent", async (result, cause) => {
    const { send, paths, forgotten } = aWeixin({ [TOKEN]: [result] });
    expect(await send(TEXT)).toMatchObject({ type: "failed", cause });
    expect(paths()).toEqual(["stable_token"]);
    expect(forgotten).toHaveLength(cause === "account-refused" ? 1 : 0);
  });

  it("is not asked for where the account has no AppSecret", async () => {
    const { send, calls } = aWeixin();
    expect(await send(TEXT, "wx_unknown")).toMatchObject({
      cause: "account-refused",
      message: "公众号 wx_unknown 没有 AppSecret",
    });
    expect(calls).toEqual([]);
  });

  it("is not asked for where the secret's entry of the account is wrong: the reason names the field", async () => {
    const { send, calls } = aWeixin();
    const { message, cause } = Object(await send(TEXT, "wx_typo"));
    expect([cause, message]).toEqual([
      "account-refused",
      expect.stringMatching(/^OfficialAccountsSecret 里公众号 wx_typo 的配置有误：token: .*mode: /),
    ]);
    expect(message).not.toContain("s3cret");
    expect(calls).toEqual([]);
  });

  it("is forced with WeChat's own flag, and the secret is in no error", async () => {
    const { source, calls } = aWeixin({ [TOKEN]: [answered({ access_token: "t", expires_in: 7200 }), errcode(40125)] });
    await source.ask(APP, true);
    expect(calls[0]?.body).toMatchObject({ force_refresh: true });
    const error = await source.ask(APP, false).catch((thrown: unknown) => thrown);
    expect(JSON.stringify([String(error), error])).not.toContain("s3cret");
  });
});

it("errors of our own making are not taken for outcomes", async () => {
  const { send } = aWeixin({}, async () => Promise.reject(new TypeError("a bug")));
  await expect(send(IMAGE)).rejects.toThrow("a bug");
});
