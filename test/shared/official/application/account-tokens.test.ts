import { expect, it } from "vitest";
import { createAccountTokens } from "../../../../shared/official/application/account-tokens.ts";
import type { AppCredential } from "../../../../shared/official/domain/credentials.ts";

const named = (name: string) => ({
  get: async (appId: string) => `${name} of ${appId}`,
  refreshed: async (appId: string, failed: string) => `${name} of ${appId} after ${failed}`,
});

function setUp() {
  const loaded: string[] = [];
  const credentials = new Map<string, AppCredential>([
    ["wx_own", { kind: "secret", appSecret: "s" }],
    ["wx_given", { kind: "component", componentAppId: "wx_platform" }],
  ]);
  const tokens = createAccountTokens({
    credentials: { of: async (appId) => credentials.get(appId) },
    access: named("access"),
    async authorizer() {
      loaded.push("authorizer");
      return named("authorizer");
    },
  });
  return { tokens, credentials, loaded };
}

it("gives an account the token of the kind that its credential says", async () => {
  const { tokens, loaded } = setUp();
  expect(await tokens.get("wx_own")).toBe("access of wx_own");
  expect(await tokens.refreshed("wx_own", "t")).toBe("access of wx_own after t");
  expect(loaded).toEqual([]);
  expect(await tokens.get("wx_given")).toBe("authorizer of wx_given");
  expect(await tokens.refreshed("wx_given", "t")).toBe("authorizer of wx_given after t");
  expect(loaded).toEqual(["authorizer"]);
});

it("follows an account that is given to a platform, or gets a secret of its own", async () => {
  const { tokens, credentials } = setUp();
  credentials.set("wx_own", { kind: "component", componentAppId: "wx_platform" });
  credentials.set("wx_given", { kind: "secret", appSecret: "s" });
  expect(await tokens.get("wx_own")).toBe("authorizer of wx_own");
  expect(await tokens.get("wx_given")).toBe("access of wx_given");
});

it("leaves it to the tokens of AppSecrets to say what is wrong with an account that has no credential", async () => {
  expect(await setUp().tokens.get("wx_unknown")).toBe("access of wx_unknown");
});
