import { describe, expect, it } from "vitest";
import type { CallWeixin } from "../../../../../shared/adapters/weixin/call-weixin.ts";
import { createComponentCall } from "../../../../../shared/adapters/weixin/component/call.ts";
import { createComponentPlatform } from "../../../../../shared/adapters/weixin/component/platform.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";

/** WeChat answers in turn; a number is an errcode. */
function aPlatform(...answers: readonly (object | number)[]) {
  const calls: Parameters<CallWeixin>[0][] = [];
  const call: CallWeixin = async (request) => {
    calls.push(request);
    const answer = answers[calls.length - 1] ?? {};
    if (typeof answer !== "number") return answer as Record<string, unknown>;
    throw new AppError("refused", "no", { details: { errcode: answer, cause: "refused" } });
  };
  const tokens = { get: async () => "token-1", refreshed: async () => "token-2" };
  return { platform: createComponentPlatform(createComponentCall({ call, tokens, timeoutMs: 5000 })), calls };
}

const granted = (id: number) => ({ funcscope_category: { id }, confirm_info: { need_confirm: 0 } });

describe("the calls of a third-party platform", () => {
  it("exchange a code for the account's refresh token, by the platform's own token", async () => {
    const { platform, calls } = aPlatform({
      authorization_info: {
        authorizer_appid: "wx_a",
        authorizer_access_token: "access",
        expires_in: 7200,
        authorizer_refresh_token: "refreshtoken@@@1",
        func_info: [granted(1), granted(15)],
      },
    });
    expect(await platform.exchange("wx_platform", "queryauthcode@@@1")).toEqual({
      appId: "wx_a",
      refreshToken: "refreshtoken@@@1",
      funcs: [1, 15],
    });
    expect(calls).toMatchObject([
      {
        path: "/cgi-bin/component/api_query_auth",
        query: { component_access_token: "token-1" },
        body: { component_appid: "wx_platform", authorization_code: "queryauthcode@@@1" },
      },
    ]);
  });

  it.each([61009, 61010, 40029, 40163])(
    "tell a code that WeChat does not take (%i) from other trouble",
    async (errcode) => {
      expect(await aPlatform(errcode).platform.exchange("wx_platform", "code")).toBe("refused");
      await expect(aPlatform(45009).platform.exchange("wx_platform", "code")).rejects.toMatchObject({
        details: { errcode: 45009 },
      });
    },
  );

  it("are made once more with the next token where WeChat refuses the one", async () => {
    const { platform, calls } = aPlatform(42001, { pre_auth_code: "preauthcode@@@1", expires_in: 1800 });
    expect(await platform.preAuthCode("wx_platform")).toBe("preauthcode@@@1");
    expect(calls.map(({ query }) => query?.component_access_token)).toEqual(["token-1", "token-2"]);
  });

  it("describe an account, with or without its refresh token, and tell that it is not given", async () => {
    const authorizer_info = { nick_name: "我们的店", user_name: "gh_a", service_type_info: { id: 2 } };
    const { platform } = aPlatform(
      { authorizer_info, authorization_info: { authorizer_refresh_token: "r1", func_info: [granted(1)] } },
      { authorizer_info: { ...authorizer_info, MiniProgramInfo: {} }, authorization_info: {} },
      61003,
      {},
    );
    const common = { name: "我们的店", originalId: "gh_a" };
    const info = () => platform.info("wx_platform", "wx_a");
    expect(await info()).toEqual({ ...common, isMiniProgram: false, funcs: [1], refreshToken: "r1" });
    expect(await info()).toEqual({ ...common, isMiniProgram: true, funcs: [], refreshToken: undefined });
    expect(await info()).toBeUndefined();
    await expect(info()).rejects.toMatchObject({ details: { cause: "unreadable-answer" } });
  });

  it("list all accounts, 500 a page", async () => {
    const listed = (appId: string) => ({ authorizer_appid: appId, refresh_token: "r", auth_time: 1_767_225_600 });
    const { platform, calls } = aPlatform(
      { total_count: 501, list: [listed("wx_a")] },
      { total_count: 501, list: [listed("wx_b")] },
    );
    const all = [];
    for await (const page of platform.list("wx_platform")) all.push(...page);
    expect(all).toEqual(
      ["wx_a", "wx_b"].map((appId) => ({ appId, refreshToken: "r", authorizedAt: 1_767_225_600_000 })),
    );
    expect(calls).toMatchObject([{ body: { offset: 0 } }, { body: { offset: 500 } }]);
  });

  it("start the push of tickets by the AppSecret, without a token", async () => {
    const { platform, calls } = aPlatform({ errcode: 0 });
    await platform.startTickets("wx_platform", "s3cret");
    expect(calls).toMatchObject([{ query: {}, body: { component_appid: "wx_platform", component_secret: "s3cret" } }]);
  });
});
