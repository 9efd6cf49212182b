import { describe, expect, it } from "vitest";
import { createTrySecret } from "../../../../shared/adapters/weixin/try-secret.ts";
import { answered, aWeixin, errcode, noAnswer, type WeixinResult } from "../../../support/a-weixin.ts";

const TOKEN = "/cgi-bin/stable_token";

const tried = (result: WeixinResult) => {
  const { call, clock, calls } = aWeixin({ [TOKEN]: [result] });
  return createTrySecret({ call, now: clock.now })("wx_a", "s3cret").then((trial) => ({ trial, calls }));
};

describe("an AppSecret that is tried at WeChat", () => {
  it("is verified by the token that WeChat gives, and no token is forced", async () => {
    const { trial, calls } = await tried(answered({ access_token: "token-1", expires_in: 7200 }));
    expect(trial).toMatchObject({ result: "verified", token: { value: "token-1" } });
    expect(calls.map(({ body }) => body)).toEqual([
      { grant_type: "client_credential", appid: "wx_a", secret: "s3cret" },
    ]);
  });

  it.each([40001, 40013, 40125, 41002, 41004])("is refused by errcode %d", async (code) => {
    expect((await tried(errcode(code, "no"))).trial).toMatchObject({ result: "refused", errcode: code });
  });

  it.each([-1, 40164, 40243, 45009, 45011, 50002])("is not judged by errcode %d", async (code) => {
    const { trial } = await tried(errcode(code, "no"));
    expect(trial).toMatchObject({ result: "unverified", errcode: code, words: expect.stringContaining(`${code}`) });
  });

  it.each([
    noAnswer("timeout"),
    noAnswer("dns"),
    noAnswer("not-connected"),
    answered({}, 502),
    answered({ errcode: 0 }),
    { type: "answer", status: 200, text: "<html>" } as const,
  ])("is not judged where WeChat cannot be asked: %j", async (result) => {
    const { trial } = await tried(result);
    expect(trial).toMatchObject({ result: "unverified", words: expect.any(String) });
    expect(JSON.stringify(trial)).not.toContain("s3cret");
  });
});
