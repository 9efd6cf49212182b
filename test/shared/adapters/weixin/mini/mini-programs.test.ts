import { describe, expect, it } from "vitest";
import { createAuthorizedCall } from "../../../../../shared/adapters/weixin/call/authorized-call.ts";
import { createCallEndpoint } from "../../../../../shared/adapters/weixin/call/call-endpoint.ts";
import { createCallWeixin } from "../../../../../shared/adapters/weixin/call-weixin.ts";
import { createMiniPrograms } from "../../../../../shared/adapters/weixin/mini/mini-programs.ts";
import type { SendRequest } from "../../../../../shared/kernel/application/ports/http-request.ts";
import type { AppCredential } from "../../../../../shared/official/domain/credentials.ts";
import { answered, errcode, noAnswer, type WeixinResult } from "../../../../support/a-weixin.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const SECRET: AppCredential = { kind: "secret", appSecret: "s3cret" };
const COMPONENT: AppCredential = { kind: "component", componentAppId: "wx_platform" };
const SESSION = answered({ openid: "o1", session_key: "tiihtNczf5v6AKRyjwEUhQ==", unionid: "u1" });

/** A mini program at a WeChat that gives these answers in turn. */
function setUp(answers: readonly WeixinResult[], credential: AppCredential | null = SECRET) {
  const calls: { path: string; query: Record<string, string>; body: unknown }[] = [];
  const forgotten: string[] = [];
  const observed = recordingObservability();
  const request: SendRequest = async (sent) => {
    const query = Object.fromEntries(sent.url.searchParams);
    calls.push({
      path: sent.url.pathname,
      query,
      body: sent.method === "GET" ? undefined : JSON.parse(String(sent.body)),
    });
    return answers[calls.length - 1] ?? noAnswer("timeout");
  };
  const call = createCallWeixin({
    credentials: async () => ({ baseUrl: "https://api.weixin.example", accounts: {}, faults: {} }),
    request,
  });
  const tokens = (name: string) => ({ get: async () => `${name}-1`, refreshed: async () => `${name}-2` });
  const mini = createMiniPrograms({
    call,
    credentials: { of: async () => credential ?? undefined, forget: (appId) => void forgotten.push(appId) },
    componentTokens: tokens("component"),
    callEndpoint: createCallEndpoint({
      call: createAuthorizedCall({ call, tokens: tokens("access") }),
      clock: fakeClock(),
      ...observed,
    }),
    ...observed,
  });
  return { mini, calls, forgotten, ...observed };
}

describe("a login's code", () => {
  it("is exchanged by the account's own AppSecret", async () => {
    const { mini, calls } = setUp([SESSION]);
    expect(await mini.exchange("wx_a", "c0de")).toEqual({
      openid: "o1",
      sessionKey: "tiihtNczf5v6AKRyjwEUhQ==",
      unionid: "u1",
    });
    expect(calls).toEqual([
      {
        path: "/sns/jscode2session",
        query: { appid: "wx_a", secret: "s3cret", js_code: "c0de", grant_type: "authorization_code" },
        body: undefined,
      },
    ]);
  });

  it("is exchanged in the name of the third-party platform, again where its token is refused", async () => {
    const { mini, calls } = setUp([errcode(42001), answered({ openid: "o1", session_key: "k" })], COMPONENT);
    expect(await mini.exchange("wx_a", "c0de")).toEqual({ openid: "o1", sessionKey: "k" });
    const query = { appid: "wx_a", js_code: "c0de", grant_type: "authorization_code", component_appid: "wx_platform" };
    expect(calls.map(({ path }) => path)).toEqual(Array(2).fill("/sns/component/jscode2session"));
    expect(calls.map((call) => call.query)).toEqual([
      { ...query, component_access_token: "component-1" },
      { ...query, component_access_token: "component-2" },
    ]);
  });

  it.each([
    [40029, "unauthorized", "wx.login"],
    [40163, "conflict", "wx.login"],
    [40226, "forbidden", "high risk"],
    [45011, "throttled", "minute"],
  ])("that WeChat refuses with %i is %s, in words for the person's side", async (code, expected, words) => {
    const { mini } = setUp([errcode(code, "secret words of WeChat")]);
    const refused = mini.exchange("wx_a", "c0de");
    await expect(refused).rejects.toMatchObject({ code: expected, message: expect.stringContaining(words) });
    await expect(refused).rejects.not.toThrow("secret words");
  });

  it.each([
    ["the AppSecret is refused", errcode(40125), 1],
    ["our address is refused", errcode(40164), 1],
    ["WeChat is busy", errcode(-1), 0],
    ["there is no answer", noAnswer("timeout"), 0],
    ["the answer is another one", answered({ openid: "o1" }), 0],
    ["the code is refused in words that are not known", errcode(40999), 0],
  ])("is no fault of the person's side where %s", async (_what, answer, refusals) => {
    const { mini, counts, forgotten } = setUp([answer]);
    await expect(mini.exchange("wx_a", "c0de")).rejects.toMatchObject({ code: "unavailable" });
    expect(counts.get("WeixinAccountRefused") ?? 0).toBe(refusals);
    expect(forgotten).toHaveLength(refusals);
  });

  it("of an account that is not here is as wrong as any other, and WeChat is not asked", async () => {
    const here = setUp([errcode(40029)]);
    const words = await here.mini.exchange("wx_a", "c0de").catch((error: Error) => error.message);
    const { mini, calls } = setUp([], null);
    await expect(mini.exchange("wx_b", "c0de")).rejects.toMatchObject({ code: "unauthorized", message: words });
    expect(calls).toEqual([]);
  });
});

describe("a phone number's code", () => {
  it("is asked for with the person to whom it has to belong", async () => {
    const info = {
      phoneNumber: "1",
      purePhoneNumber: "1",
      countryCode: "86",
      watermark: { appid: "wx_a", timestamp: 1 },
    };
    const { mini, calls } = setUp([answered({ errcode: 0, phone_info: info })]);
    expect(await mini.phoneInfo("wx_a", "o1", "c0de")).toEqual(info);
    expect(calls).toEqual([
      {
        path: "/wxa/business/getuserphonenumber",
        query: { access_token: "access-1" },
        body: { code: "c0de", openid: "o1" },
      },
    ]);
  });

  it.each([
    [40029, "conflict"],
    [45011, "throttled"],
    [48001, "unavailable"],
  ])("that WeChat refuses with %i is %s", async (code, expected) => {
    const { mini } = setUp([errcode(code)]);
    await expect(mini.phoneInfo("wx_a", "o1", "c0de")).rejects.toMatchObject({ code: expected });
  });
});

describe("a content", () => {
  const check = { content: "你好", scene: 2 };

  it("is checked with the person who wrote it", async () => {
    const { mini, calls } = setUp([
      answered({ errcode: 0, result: { suggest: "risky", label: 20001 }, trace_id: "t" }),
    ]);
    expect(await mini.checkText("wx_a", "o1", { ...check, nickname: "n" })).toEqual({
      suggest: "risky",
      label: 20001,
      traceId: "t",
    });
    expect(calls[0]).toMatchObject({
      path: "/wxa/msg_sec_check",
      body: { version: 2, openid: "o1", ...check, nickname: "n" },
    });
  });

  it.each([
    ["picture", 2],
    ["recording", 1],
  ] as const)("that is a %s is fetched by WeChat, which answers later", async (mediaType, media_type) => {
    const { mini, calls } = setUp([answered({ errcode: 0, trace_id: "t" })]);
    const media = { mediaUrl: "https://shop.example/a.jpg", mediaType, scene: 1 };
    expect(await mini.checkMedia("wx_a", "o1", media)).toEqual({ traceId: "t" });
    expect(calls[0]).toMatchObject({
      path: "/wxa/media_check_async",
      body: { version: 2, openid: "o1", scene: 1, media_url: "https://shop.example/a.jpg", media_type },
    });
  });

  it.each([
    [61010, "unprocessable"],
    [44991, "throttled"],
    [40003, "unavailable"],
  ])("that WeChat does not check for %i is %s", async (code, expected) => {
    const { mini } = setUp([errcode(code)]);
    await expect(mini.checkText("wx_a", "o1", check)).rejects.toMatchObject({ code: expected });
  });
});
