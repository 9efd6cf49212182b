import { describe, expect, it } from "vitest";
import { DEFAULT_AI_SETTINGS } from "../../../../shared/ai/domain/settings.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const fleet = () => operatorApi({ accounts: [anAccount()] });
const PATH = "/api/accounts/wx_app_1/ai";

describe("how the AI answers", () => {
  it("is the defaults for the fleet until an admin replaces them", async () => {
    const { call } = fleet();
    expect((await call("GET", "/api/ai", { as: "viewer" })).body).toEqual(DEFAULT_AI_SETTINGS);
    const body = { dailyTokens: 5000, prices: { input: 2, output: 8 } };
    expect((await call("PUT", "/api/ai", { as: "operator", body })).status).toBe(403);
    expect(await call("PUT", "/api/ai", { as: "admin", body })).toMatchObject({
      status: 200,
      body: { ...DEFAULT_AI_SETTINGS, ...body },
    });
    expect((await call("GET", "/api/ai", { as: "viewer" })).body).toMatchObject(body);
  });

  it("is for an account what it has of its own, else the fleet's, and comes with what it used today", async () => {
    const { call, deps } = fleet();
    await call("PUT", "/api/ai", { as: "admin", body: { dailyTokens: 5000 } });
    const own = { systemPrompt: "你是店员", historyMessages: 4 };
    expect((await call("PUT", PATH, { as: "operator", body: own })).body).toMatchObject({ own });
    await deps.aiSettings.fleet();
    const budgets = operatorApi({
      accounts: [anAccount()],
      overrides: {
        aiSettings: deps.aiSettings,
        aiBudgets: { used: async (_appId, now) => ({ tokens: now === NOON ? 120 : 0, micros: 1_500_000 }) },
      },
    });
    expect((await budgets.call("GET", PATH, { as: "viewer" })).body).toEqual({
      own,
      effective: { ...DEFAULT_AI_SETTINGS, dailyTokens: 5000, ...own },
      today: { tokens: 120, cost: 1.5 },
    });
    expect((await call("PUT", PATH, { as: "operator", body: {} })).body).toMatchObject({
      own: {},
      effective: { systemPrompt: DEFAULT_AI_SETTINGS.systemPrompt },
    });
  });

  it("is not kept for an account that nobody registered", async () => {
    const { call, deps } = fleet();
    for (const [method, body] of [["GET"], ["PUT", {}]] as const) {
      const request = { as: "operator" as const, ...(body ? { body } : {}) };
      expect((await call(method, "/api/accounts/wx_nobody/ai", request)).status).toBe(404);
    }
    expect(await deps.aiSettings.account("wx_nobody")).toEqual({});
  });

  it.each([
    [{ systemPrompt: "" }, "systemPrompt"],
    [{ temperature: 3 }, "temperature"],
    [{ historyMessages: 1.5 }, "historyMessages"],
    [{ moderation: { blockedWords: [" "], onMatch: "block" } }, "moderation.blockedWords.0"],
    [{ prices: { input: -1, output: 0 } }, "prices.input"],
    [{ promt: "x" }, ""],
  ])("says what is wrong with %j", async (body, path) => {
    const answer = await fleet().call("PUT", PATH, { as: "operator", body });
    expect(answer.status).toBe(400);
    expect(answer.body.issues).toEqual([expect.objectContaining({ path })]);
  });

  it("changes leave a trail", async () => {
    const { call, deps } = fleet();
    await call("PUT", PATH, { as: "operator", body: { dailyTokens: 1 } });
    const { entries } = await deps.audit.list(10);
    expect(JSON.stringify(entries)).toContain(PATH);
  });
});
