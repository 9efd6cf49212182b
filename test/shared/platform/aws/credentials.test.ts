import { afterEach, describe, expect, it, vi } from "vitest";
import { roleCredentials } from "../../../../shared/platform/aws/credentials.ts";

afterEach(() => vi.unstubAllEnvs());

const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const IDENTITY = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

describe("a role's credentials", () => {
  it("are those of the environment, with the session's token where there is one", async () => {
    await expect(roleCredentials(KEYS)()).resolves.toEqual(IDENTITY);
    const withToken = roleCredentials({ ...KEYS, AWS_SESSION_TOKEN: "the token" });
    await expect(withToken()).resolves.toEqual({ ...IDENTITY, sessionToken: "the token" });
  });

  it.each([
    ["no key", {}],
    ["half of a key", { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE" }],
  ])("are found by the SDK's providers where the environment has %s", async (_, env) => {
    for (const [name, value] of Object.entries(KEYS)) vi.stubEnv(name, value);
    vi.stubEnv("AWS_SESSION_TOKEN", undefined);
    const credentials = roleCredentials(env);
    await expect(credentials()).resolves.toMatchObject(IDENTITY);
    await expect(credentials()).resolves.toMatchObject(IDENTITY);
  });
});
