import { expect, it } from "vitest";
import { type CallApi, migrateCredentials } from "../../../scripts/migrate/credentials.ts";
import { operatorApi } from "../../functions/api/operator-api.ts";
import { AES_KEY } from "../../support/a-credential-desk.ts";
import { anAccount } from "../../support/builders.ts";

const entry = (appSecret: string) => ({ token: "aToken", encodingAesKey: AES_KEY, mode: "safe" as const, appSecret });

it("gives accounts of the one secret their own credentials, and leaves what they have", async () => {
  const appIds = ["wx_a", "wx_b", "wx_c"];
  const { call } = operatorApi({
    accounts: appIds.map((appId) => anAccount({ appId, channel: "official" })),
    secretTrials: [{ result: "unverified", words: "不在 IP 白名单里", errcode: 40164 }],
  });
  await call("PUT", "/api/accounts/wx_c/credentials", { as: "admin", body: entry("newer-secret") });
  const asAdmin: CallApi = async (method, path, body) => {
    const { status = 0, body: answer } = await call(method, path, { as: "admin", ...(body ? { body } : {}) });
    return { status, body: answer };
  };
  const accounts = Object.fromEntries([...appIds, "wx_gone"].map((appId) => [appId, entry(`secret-${appId}`)]));
  const told: unknown[] = [];
  const migrate = () =>
    migrateCredentials({ accounts, faults: { wx_typo: "token: wrong" } }, asAdmin, (one) => told.push(one));
  const first = await migrate();
  expect(first).toEqual([
    { appId: "wx_typo", done: false, words: "the entry cannot be used: token: wrong" },
    { appId: "wx_a", done: true, words: "kept, verified" },
    { appId: "wx_b", done: true, words: "kept, verified" },
    { appId: "wx_c", done: true, words: "has credentials of its own already (revision 1.1)" },
    { appId: "wx_gone", done: false, words: "not kept: 404 no account is registered as 'wx_gone'" },
  ]);
  expect(told).toEqual(first);
  expect((await migrate()).map(({ done }) => done)).toEqual([false, true, true, true, false]);
  expect(JSON.stringify(told)).not.toMatch(/secret-wx|aToken|abcdef/);
});

it("tells what WeChat says of a secret that it refuses or does not judge", async () => {
  const { call } = operatorApi({
    accounts: ["wx_a", "wx_b"].map((appId) => anAccount({ appId, channel: "official" })),
    secretTrials: [
      { result: "unverified", words: "不在 IP 白名单里", errcode: 40164 },
      { result: "refused", words: "AppSecret 不对", errcode: 40125 },
    ],
  });
  const asAdmin: CallApi = async (method, path, body) => {
    const { status = 0, body: answer } = await call(method, path, { as: "admin", ...(body ? { body } : {}) });
    return { status, body: answer };
  };
  const accounts = { wx_a: entry("one"), wx_b: entry("two") };
  expect(await migrateCredentials({ accounts, faults: {} }, asAdmin, () => undefined)).toEqual([
    { appId: "wx_a", done: true, words: "kept, unverified: 不在 IP 白名单里" },
    { appId: "wx_b", done: false, words: expect.stringMatching(/^not kept: 422 .*AppSecret 不对$/) },
  ]);
});
