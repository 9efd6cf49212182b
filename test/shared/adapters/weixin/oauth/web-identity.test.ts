import { describe, expect, it } from "vitest";
import { createCallWeixin } from "../../../../../shared/adapters/weixin/call-weixin.ts";
import { NO_OFFICIAL_ACCOUNTS } from "../../../../../shared/adapters/weixin/credentials.ts";
import { createWebIdentity } from "../../../../../shared/adapters/weixin/oauth/web-identity.ts";
import type { HttpRequest } from "../../../../../shared/kernel/application/ports/http-request.ts";
import type { AppCredential } from "../../../../../shared/official/domain/credentials.ts";
import { answered, errcode, noAnswer, type WeixinResult } from "../../../../support/a-weixin.ts";

const SECRET: AppCredential = { kind: "secret", appSecret: "s3cret" };
const COMPONENT: AppCredential = { kind: "component", componentAppId: "wx_platform" };

/** What WeChat's page gives as the answer for a code. */
const TOKENS = {
  access_token: "ACCESS_TOKEN",
  expires_in: 7200,
  refresh_token: "REFRESH_TOKEN",
  openid: "OPENID",
  scope: "snsapi_userinfo",
};
const GIVEN = {
  accessToken: "ACCESS_TOKEN",
  refreshToken: "REFRESH_TOKEN",
  expiresInSeconds: 7200,
  scope: "snsapi_userinfo",
};

/** WeChat answers in turn. */
function anIdentity(credential: AppCredential | undefined, ...answers: readonly WeixinResult[]) {
  const requests: HttpRequest[] = [];
  const forgotten: string[] = [];
  let refreshed = 0;
  const identity = createWebIdentity({
    call: createCallWeixin({
      credentials: async () => NO_OFFICIAL_ACCOUNTS,
      async request(request) {
        requests.push(request);
        return answers[requests.length - 1] ?? noAnswer("timeout");
      },
    }),
    credentials: { of: async () => credential, forget: (appId) => forgotten.push(appId) },
    componentTokens: {
      get: async () => "component-token-1",
      async refreshed() {
        refreshed += 1;
        return "component-token-2";
      },
    },
    loginPage: async () => undefined,
    timeoutMs: 5000,
  });
  const asked = () => requests.map(({ method, url }) => `${method} ${url}`);
  return { identity, requests, asked, forgotten, refreshed: () => refreshed };
}

describe("a code", () => {
  it("is exchanged by the account's AppSecret, within five seconds", async () => {
    const { identity, asked, requests } = anIdentity(SECRET, answered({ ...TOKENS, unionid: "UNIONID" }));
    expect(await identity.exchange("wx_a", "CODE")).toEqual({
      type: "person",
      openid: "OPENID",
      unionid: "UNIONID",
      tokens: GIVEN,
    });
    expect(asked()).toEqual([
      "GET https://api.weixin.qq.com/sns/oauth2/access_token?appid=wx_a&secret=s3cret&code=CODE&grant_type=authorization_code",
    ]);
    expect(requests[0]?.timeoutMs).toBe(5000);
  });

  it("is exchanged by the platform that the account is given to, again with the next token where WeChat wants one", async () => {
    const { identity, asked, refreshed } = anIdentity(COMPONENT, errcode(42001), answered(TOKENS));
    expect(await identity.exchange("wx_a", "CODE")).toMatchObject({ type: "person", openid: "OPENID" });
    expect(asked()).toEqual(
      ["component-token-1", "component-token-2"].map(
        (token) =>
          `GET https://api.weixin.qq.com/sns/oauth2/component/access_token?appid=wx_a&code=CODE&grant_type=authorization_code&component_appid=wx_platform&component_access_token=${token}`,
      ),
    );
    expect(refreshed()).toBe(1);
  });

  it.each([[1], ["1"], [true]])("of a virtual person gives no one (mark %j)", async (is_snapshotuser) => {
    const { identity } = anIdentity(SECRET, answered({ ...TOKENS, is_snapshotuser }));
    expect(await identity.exchange("wx_a", "CODE")).toEqual({ type: "snapshot" });
  });

  it("of a person is theirs where WeChat says that they are no virtual one", async () => {
    const { identity } = anIdentity(SECRET, answered({ ...TOKENS, is_snapshotuser: 0, unionid: "" }));
    expect(await identity.exchange("wx_a", "CODE")).toEqual({ type: "person", openid: "OPENID", tokens: GIVEN });
  });

  it.each([
    [40029, "bad-code"],
    [40163, "used-code"],
    [41008, "bad-code"],
    [42003, "expired-code"],
  ])("that WeChat refuses by %i is a %s", async (code, fault) => {
    const { identity, forgotten } = anIdentity(SECRET, errcode(code));
    expect(await identity.exchange("wx_a", "CODE")).toEqual({ type: "refused", fault });
    expect(forgotten).toEqual([]);
  });

  it.each([40001, 40013, 40125, 40164, 40243, 61003])(
    "says that WeChat does not accept the account (%i), whose secret is read anew then",
    async (code) => {
      const { identity, forgotten } = anIdentity(SECRET, errcode(code));
      const details = { cause: "account-refused", errcode: code };
      await expect(identity.exchange("wx_a", "CODE")).rejects.toMatchObject({ code: "unauthorized", details });
      expect(forgotten).toEqual(["wx_a"]);
    },
  );

  it.each([
    ["busy", errcode(-1), "busy"],
    ["asked too often", errcode(45011), "throttled"],
    ["silent", noAnswer("timeout"), "timeout"],
    ["not reached", noAnswer("not-connected"), "not-connected"],
    ["broken", answered({}, 502), "bad-gateway"],
    ["a proxy's page", { type: "answer", status: 200, text: "<html>" } as const, "unreadable-answer"],
    ["no answer to the question", answered({ ...TOKENS, openid: undefined }), "unreadable-answer"],
    ["an openid that is none", answered({ ...TOKENS, openid: "a#b" }), "unreadable-answer"],
  ])(
    "throws where WeChat is %s, with neither code nor secret in the error, after one call",
    async (_what, answer, cause) => {
      const { identity, asked } = anIdentity(SECRET, answer);
      const error = await identity.exchange("wx_a", "SECRET-CODE").catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ details: { cause } });
      expect(JSON.stringify([String(error), Object(error).details])).not.toMatch(/SECRET-CODE|s3cret|TOKEN/);
      expect(asked()).toHaveLength(1);
    },
  );

  it("is not exchanged for an account without a credential", async () => {
    const { identity, asked } = anIdentity(undefined);
    await expect(identity.exchange("wx_a", "CODE")).rejects.toMatchObject({ details: { cause: "account-refused" } });
    expect(
      await identity.authorizeUrl("wx_a", { scope: "base", back: "https://f.example", state: "s" }),
    ).toBeUndefined();
    expect(asked()).toEqual([]);
  });
});

describe("a refresh token", () => {
  it("is renewed without the AppSecret, or by the account's platform", async () => {
    const own = anIdentity(SECRET, answered(TOKENS));
    expect(await own.identity.refresh("wx_a", "OPENID", "OLD")).toEqual(GIVEN);
    expect(own.asked()).toEqual([
      "GET https://api.weixin.qq.com/sns/oauth2/refresh_token?appid=wx_a&grant_type=refresh_token&refresh_token=OLD",
    ]);
    const given = anIdentity(COMPONENT, answered(TOKENS));
    await given.identity.refresh("wx_a", "OPENID", "OLD");
    expect(given.asked()).toEqual([
      "GET https://api.weixin.qq.com/sns/oauth2/component/refresh_token?appid=wx_a&grant_type=refresh_token&refresh_token=OLD&component_appid=wx_platform&component_access_token=component-token-1",
    ]);
  });

  it.each([40030, 42002, 42007])("is dead where WeChat says %i", async (code) => {
    expect(await anIdentity(SECRET, errcode(code)).identity.refresh("wx_a", "OPENID", "OLD")).toBe("dead");
  });

  it("is not dead where WeChat is busy, or answers about another person", async () => {
    for (const answer of [errcode(-1), errcode(40013), answered({ ...TOKENS, openid: "OTHER" })]) {
      await expect(anIdentity(SECRET, answer).identity.refresh("wx_a", "OPENID", "OLD")).rejects.toThrow();
    }
  });
});

describe("a person's profile", () => {
  it("is asked for by the person's token", async () => {
    const { identity, asked } = anIdentity(
      SECRET,
      answered({ openid: "OPENID", nickname: "小明", headimgurl: "https://thirdwx.qlogo.cn/1" }),
    );
    expect(await identity.profile("wx_a", "OPENID", "ACCESS")).toEqual({
      nickname: "小明",
      picture: "https://thirdwx.qlogo.cn/1",
    });
    expect(asked()).toEqual([
      "GET https://api.weixin.qq.com/sns/userinfo?access_token=ACCESS&openid=OPENID&lang=zh_CN",
    ]);
  });

  it("has no picture where the person has none, and no answer for a token that WeChat takes no more", async () => {
    const bare = anIdentity(SECRET, answered({ openid: "OPENID", nickname: "小明", headimgurl: "" }));
    expect(await bare.identity.profile("wx_a", "OPENID", "ACCESS")).toEqual({ nickname: "小明" });
    for (const code of [40001, 42001]) {
      expect(await anIdentity(SECRET, errcode(code)).identity.profile("wx_a", "OPENID", "ACCESS")).toBe("refused");
    }
    await expect(anIdentity(SECRET, errcode(48001)).identity.profile("wx_a", "OPENID", "A")).rejects.toThrow();
  });
});
