import { describe, expect, it } from "vitest";
import { aDecision, anAccount, anInboundText, aRule, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

async function setUp() {
  const api = operatorApi({ accounts: [anAccount(), anAccount({ appId: "wx_app_2", wxid: "wxid_two" })] });
  for (const [index, appId] of ["wx_app_1", "wx_app_2", "wx_app_1"].entries()) {
    const message = anInboundText({ appId, newMsgId: `7${index}`, sentAt: NOON + index });
    const decision = aDecision({ ruleSetVersion: 0, rules: [], commands: [] });
    const entry = { envelopeId: `env-${index}`, dedupKey: `7${index}`, receivedAt: NOON + index, message, decision };
    await api.journal.record(entry, NOON);
  }
  const backtest = (body: object, as: "operator" | "viewer" = "operator") =>
    api.call("POST", "/api/rules/backtest", { as, body });
  return { ...api, backtest };
}

describe("POST /api/rules/backtest", () => {
  it("tries the draft on the last messages of all accounts, and of those that are named", async () => {
    const { call, backtest, sent, observability } = await setUp();
    await call("PUT", "/api/rules/draft", { as: "operator", body: { revision: 0, rules: [aRule()] } });
    const all = await backtest({ draft: true, limit: 2 });
    expect(all.status).toBe(200);
    expect(all.body).toMatchObject({ revision: 1, summary: { judged: 3, newlyAnswered: 3 } });
    expect(all.body.messages).toMatchObject([{ id: "env-2" }, { id: "env-1" }]);
    const rest = await backtest({ draft: true, limit: 2, cursor: all.body.cursor });
    expect(rest.body).toMatchObject({ messages: [{ id: "env-0" }] });
    const one = await backtest({ draft: true, appIds: ["wx_app_2"] });
    expect(one.body).toMatchObject({ summary: { judged: 1 }, messages: [{ appId: "wx_app_2" }] });
    expect(sent).toEqual([]);
    expect(observability.counts.get("BacktestMessages")).toBe(7);
  });

  it("tries a version", async () => {
    const { backtest } = await setUp();
    expect((await backtest({ version: 0 })).body).toMatchObject({ version: 0, summary: { judged: 3, same: 3 } });
    expect((await backtest({ version: 9 })).status).toBe(404);
    expect((await backtest({ draft: true })).status).toBe(404);
  });

  it("refuses what it cannot bound or understand, and whoever only reads", async () => {
    const { backtest } = await setUp();
    for (const body of [
      {},
      { draft: true, version: 1 },
      { version: 0, lastMessages: 2001 },
      { version: 0, limit: 201 },
    ]) {
      expect((await backtest(body)).status).toBe(400);
    }
    expect((await backtest({ version: 0 }, "viewer")).status).toBe(403);
  });
});
