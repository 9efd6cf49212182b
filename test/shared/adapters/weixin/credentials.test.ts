import { describe, expect, it } from "vitest";
import { officialAccountsSchema } from "../../../../shared/adapters/weixin/credentials.ts";

const baseUrl = "https://api.weixin.qq.com";
const good = {
  appSecret: "a-secret-that-nobody-sees",
  token: "aToken",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  mode: "safe",
};

describe("the secret of the Official Accounts", () => {
  it("is empty after the first deployment", () => {
    expect(officialAccountsSchema.parse({ baseUrl, accounts: {} })).toEqual({ baseUrl, accounts: {}, faults: {} });
  });

  it("needs no key in plain mode", () => {
    const { encodingAesKey: _key, ...plain } = { ...good, mode: "plain" };
    expect(officialAccountsSchema.parse({ baseUrl, accounts: { wx_a: plain } }).accounts).toEqual({ wx_a: plain });
  });

  it.each([
    [{ token: "a token" }, "token: the Token (令牌) has 3 to 32 letters or digits"],
    [{ encodingAesKey: "short" }, "encodingAesKey: the EncodingAESKey (消息加解密密钥) has 43 letters or digits"],
    [{ encodingAesKey: undefined }, "encodingAesKey: is needed for every mode but 'plain'"],
    [{ appSecret: "" }, "appSecret: the AppSecret is not set"],
    [{ mode: "aes" }, expect.stringContaining("mode: ")],
    [{ lanes: 1 }, expect.stringContaining("lanes: ")],
  ])("says what is wrong with an entry (%j), and the other accounts go on", (change, fault) => {
    const read = officialAccountsSchema.parse({ baseUrl, accounts: { wx_a: good, wx_b: { ...good, ...change } } });
    expect(Object.keys(read.accounts)).toEqual(["wx_a"]);
    expect(read.faults).toEqual({ wx_b: fault });
    expect(JSON.stringify(read.faults)).not.toContain(good.appSecret);
  });

  it("knows an appId by its beginning", () => {
    const { accounts, faults } = officialAccountsSchema.parse({ baseUrl, accounts: { gh_a: good } });
    expect([accounts, faults]).toEqual([
      {},
      { gh_a: ": the AppID of an Official Account or a mini program begins with 'wx'" },
    ]);
  });

  it.each([{}, { baseUrl }, { baseUrl: "api.weixin.qq.com", accounts: {} }])(
    "is refused as a whole where it is %j",
    (secret) => {
      expect(officialAccountsSchema.safeParse(secret).success).toBe(false);
    },
  );
});
