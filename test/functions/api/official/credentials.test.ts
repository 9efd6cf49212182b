import { describe, expect, it } from "vitest";
import type { SecretTrial } from "../../../../shared/official/application/ports/secret-trial.ts";
import { AES_KEY, OFFICIAL_APP as APP, WHOLE } from "../../../support/a-credential-desk.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const PATH = `/api/accounts/${APP}/credentials`;

const api = (secretTrials: SecretTrial[] = []) =>
  operatorApi({
    accounts: [anAccount({ appId: APP, channel: "official" }), anAccount({ appId: "wx_person" })],
    secretTrials,
  });

describe("the credentials of an Official Account", () => {
  it("are set by an admin, shown without a secret, changed in parts and removed", async () => {
    const { call, advance } = api();
    const set = await call("PUT", PATH, { as: "admin", body: { ...WHOLE, lanes: 4 } });
    expect(set).toMatchObject({
      status: 200,
      body: {
        appId: APP,
        revision: "1.1",
        callbacks: { mode: "safe", lanes: 4, replyMode: "customer-service", keys: [{ setAt: NOON }] },
        calls: { by: "secret", status: "verified", triedAt: NOON },
      },
    });
    expect((await call("GET", PATH, { as: "admin" })).body).toEqual(set.body);
    const changed = await call("PUT", PATH, { as: "admin", body: { token: "newToken", lanes: null, revision: "1.1" } });
    expect(changed.body).toMatchObject({ revision: "2.1", callbacks: { keys: [{}, { until: NOON + 600_000 }] } });
    expect(changed.body.callbacks).not.toHaveProperty("lanes");
    advance(600_000);
    const later = (await call("GET", PATH, { as: "admin" })).body;
    expect(later).toMatchObject({ callbacks: { keys: [{ setAt: NOON }] } });
    expect(JSON.stringify(later)).not.toContain("until");
    expect((await call("DELETE", PATH, { as: "admin" })).body).toEqual({ done: true });
    expect((await call("GET", PATH, { as: "admin" })).body).toEqual({ appId: APP, revision: "3.2" });
  });

  it.each(["viewer", "operator"] as const)("are of no concern to a %s", async (as) => {
    const { call } = api();
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await call(method, PATH, { as, ...(method === "PUT" ? { body: WHOLE } : {}) });
      expect(answer.status).toBe(403);
    }
  });

  it("that WeChat refuses are answered with 422 and its words, and not kept", async () => {
    const { call } = api([
      { result: "refused", words: "AppSecret 不对（errcode 40125 invalid appsecret）", errcode: 40125 },
    ]);
    const answer = await call("PUT", PATH, { as: "admin", body: WHOLE });
    expect(answer).toMatchObject({ status: 422, body: { code: "unprocessable" } });
    expect(answer.body.detail).toContain("errcode 40125 invalid appsecret");
    expect((await call("GET", PATH, { as: "admin" })).body).toEqual({ appId: APP, revision: "0.0" });
  });

  it("that could not be tried are kept, and the answer says why", async () => {
    const { call } = api([{ result: "unverified", words: "不在 IP 白名单里", errcode: 40164 }]);
    const answer = await call("PUT", PATH, { as: "admin", body: WHOLE });
    expect(answer).toMatchObject({
      status: 200,
      body: { calls: { status: "unverified", errcode: 40164, words: "不在 IP 白名单里" } },
    });
  });

  it("may be those of a third-party platform", async () => {
    const { call } = api();
    const body = { component: "wx_platform", replyMode: "both" };
    expect((await call("PUT", PATH, { as: "admin", body })).body).toMatchObject({
      callbacks: { replyMode: "both", keys: [] },
      calls: { by: "component", component: "wx_platform" },
    });
  });

  it.each([
    [{}, ""],
    [{ revision: "1.1" }, ""],
    [{ token: "aToken", mode: "plain", revision: "1" }, "revision"],
    [{ token: "x y" }, "token"],
    [{ encodingAesKey: `${AES_KEY}=` }, "encodingAesKey"],
    [{ appSecret: "two words" }, "appSecret"],
    [{ mode: "aes" }, "mode"],
    [{ lanes: 1 }, "lanes"],
    [{ keepOldFor: 604_801 }, "keepOldFor"],
    [{ component: "gh_platform" }, "component"],
    [{ component: "wx_platform", token: "aToken" }, "token"],
    [{ component: "wx_platform", appSecret: "secret" }, "appSecret"],
    [{ token: "aToken" }, "mode"],
  ])("are refused in the form %j", async (body, path) => {
    const { call } = api();
    const answer = await call("PUT", PATH, { as: "admin", body });
    expect(answer.status).toBe(400);
    expect(answer.body.issues?.map((issue) => issue.path)).toEqual([path]);
  });

  it("belong to registered accounts of WeChat's open platform", async () => {
    const { call } = api();
    for (const [appId, status] of [
      ["wx_person", 409],
      ["wx_other", 404],
    ] as const) {
      const path = `/api/accounts/${appId}/credentials`;
      expect((await call("PUT", path, { as: "admin", body: WHOLE })).status).toBe(status);
      expect((await call("GET", path, { as: "admin" })).status).toBe(status);
    }
    expect((await call("DELETE", "/api/accounts/wx_other/credentials", { as: "admin" })).status).toBe(404);
  });

  it("are not changed from a revision that is over", async () => {
    const { call } = api();
    await call("PUT", PATH, { as: "admin", body: WHOLE });
    const body = { token: "late", revision: "0.0" };
    expect((await call("PUT", PATH, { as: "admin", body })).status).toBe(409);
    expect((await call("DELETE", PATH, { as: "admin", query: { revision: "0.1" } })).status).toBe(409);
  });
});
