import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../shared/operators/domain/settings.ts";
import { operatorApi } from "../operator-api.ts";

describe("the settings", () => {
  it("are the defaults until somebody sets them", async () => {
    const { status, body } = await operatorApi().call("GET", "/api/settings", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toEqual(DEFAULT_SETTINGS);
  });

  it("are replaced by an admin", async () => {
    const { call } = operatorApi();
    const settings = {
      ...DEFAULT_SETTINGS,
      newAccountDays: 7,
      gateway: { perSecond: 50, burst: 100, dailyCap: 5_000_000 },
    };
    expect(await call("PUT", "/api/settings", { as: "admin", body: settings })).toMatchObject({
      status: 200,
      body: settings,
    });
    expect((await call("GET", "/api/settings", { as: "viewer" })).body).toEqual(settings);
  });

  it("are not for operators to change", async () => {
    const { call, deps } = operatorApi();
    const { status, body } = await call("PUT", "/api/settings", { as: "operator", body: {} });
    expect(status).toBe(403);
    expect(body.detail).toBe("this needs the role admin; the token has operator");
    expect(await deps.settings.get()).toEqual(DEFAULT_SETTINGS);
  });

  it("refuse limits without sense", async () => {
    const body = { gateway: { perSecond: -1, burst: 1, dailyCap: 1 } };
    const answer = await operatorApi().call("PUT", "/api/settings", { as: "admin", body });
    expect(answer.body.issues).toEqual([expect.objectContaining({ path: "gateway.perSecond" })]);
  });
});
