import { describe, expect, it } from "vitest";
import { runIdOf } from "../../../../shared/broadcasts/domain/run.ts";
import { anAccount, aRule, aRun, aRunPlan, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const path = "/api/broadcasts/news";
const input = {
  name: "上新通知",
  contents: [{ type: "text", text: "{{name}}，今晚八点上新" }],
  audience: { accounts: ["wx_app_1"], recipients: { type: "list", ids: ["wxid_a", "wxid_b"] } },
};
const saved = { ...input, id: "news", enabled: true, expiresAfterSeconds: 86_400, updatedAt: NOON };
const RUN = runIdOf("news", "r-1");

describe("broadcasts", () => {
  it("are made, read, listed and removed", async () => {
    const { call } = operatorApi();
    const made = await call("PUT", path, { as: "operator", body: input });
    expect([made.status, made.body]).toEqual([200, { ...saved, updatedBy: "the-operator" }]);
    expect((await call("GET", path, { as: "viewer" })).body).toEqual(made.body);
    const { body } = await call("GET", "/api/broadcasts", { as: "viewer" });
    expect(body).toEqual({
      broadcasts: [
        {
          id: "news",
          name: "上新通知",
          enabled: true,
          expiresAfterSeconds: 86_400,
          updatedAt: NOON,
          updatedBy: "the-operator",
        },
      ],
    });
    expect((await call("DELETE", path, { as: "operator" })).body).toEqual({ done: true });
    expect((await call("DELETE", path, { as: "operator" })).status).toBe(404);
    expect((await call("GET", path, { as: "viewer" })).status).toBe(404);
  });

  it("with faults are refused with each place", async () => {
    const { call } = operatorApi();
    const wrong = { ...input, contents: [{ type: "text", text: "{{nobody}}" }] };
    const { status, body } = await call("PUT", path, { as: "operator", body: wrong });
    expect(status).toBe(400);
    expect(body.issues?.map((issue) => issue.path)).toEqual(["contents.0.text"]);
    const without = await call("PUT", path, { as: "operator", body: { ...input, audience: {} } });
    expect(without.body.issues?.map((issue) => issue.path)).toContain("audience.recipients");
    expect((await call("PUT", "/api/broadcasts/runs", { as: "operator", body: input })).status).toBe(400);
  });

  it("stay while a published rule starts them, and such a rule is not published without them", async () => {
    const { call } = operatorApi();
    const rule = aRule({ actions: [{ type: "start-broadcast", broadcast: "news", to: "sender" }] });
    const refused = await call("PUT", "/api/rules", { as: "operator", body: { rules: [rule] } });
    expect([refused.status, refused.body.issues?.[0]?.path]).toEqual([400, "rules.0.actions.0.broadcast"]);
    await call("PUT", path, { as: "operator", body: input });
    expect((await call("PUT", "/api/rules", { as: "operator", body: { rules: [rule] } })).status).toBe(200);
    expect((await call("DELETE", path, { as: "operator" })).status).toBe(409);
  });
});

describe("runs", () => {
  it("are started once a request, listed, and shown with figures", async () => {
    const { call, broadcastTasks } = operatorApi({ accounts: [anAccount()] });
    await call("PUT", path, { as: "operator", body: input });
    const start = () => call("POST", `${path}/runs`, { as: "operator", body: { requestId: "r-1" } });
    const started = await start();
    expect([started.status, started.body]).toEqual([
      202,
      aRun({
        id: RUN,
        requestId: "r-1",
        startedBy: "the-operator",
        accountCount: 1,
        notAfter: NOON + 86_400_000,
      }),
    ]);
    expect((await start()).body).toEqual(started.body);
    expect(broadcastTasks).toEqual([
      { type: "run", runId: RUN },
      { type: "run", runId: RUN },
    ]);
    expect((await call("GET", `${path}/runs`, { as: "viewer" })).body).toEqual({ runs: [started.body] });
    expect((await call("GET", `/api/broadcasts/runs/${RUN}`, { as: "viewer" })).body).toMatchObject({
      ...started.body,
      figures: { accounts: 1, accountsDone: 0, planned: 0, sent: 0 },
    });
    expect((await call("GET", "/api/broadcasts/runs/run_none", { as: "viewer" })).status).toBe(404);
  });

  it("are refused for what is not there or not enabled, and without a request", async () => {
    const { call } = operatorApi({ accounts: [anAccount()] });
    const start = (body: object) => call("POST", `${path}/runs`, { as: "operator", body });
    expect((await start({ requestId: "r-1" })).status).toBe(404);
    await call("PUT", path, { as: "operator", body: { ...input, enabled: false } });
    expect((await start({ requestId: "r-1" })).status).toBe(409);
    expect((await start({})).body.issues?.[0]?.path).toBe("requestId");
  });

  it.each([
    ["pause", "paused", "watch"],
    ["resume", "expanding", "run"],
    ["cancel", "cancelled", "run"],
  ])("%s by operators", async (control, state, type) => {
    const { call, deps, broadcastTasks } = operatorApi();
    await deps.broadcastRuns.create(aRun({ state: control === "resume" ? "paused" : "sending" }), aRunPlan());
    const answer = await call("POST", `/api/broadcasts/runs/run_1/${control}`, { as: "operator" });
    expect([answer.status, answer.body]).toMatchObject([200, { state, revision: 1, changedBy: "the-operator" }]);
    expect(broadcastTasks).toEqual([{ type, runId: "run_1" }]);
    expect((await call("POST", "/api/broadcasts/runs/run_none/pause", { as: "operator" })).status).toBe(404);
    expect((await call("POST", "/api/broadcasts/runs/run_1/pause", { as: "viewer" })).status).toBe(403);
  });

  it("that are over cannot be changed", async () => {
    const { call, deps } = operatorApi();
    await deps.broadcastRuns.create(aRun({ state: "done" }), aRunPlan());
    expect((await call("POST", "/api/broadcasts/runs/run_1/cancel", { as: "operator" })).status).toBe(409);
  });
});

it("opt-outs are put, listed and taken back", async () => {
  const { call } = operatorApi({ accounts: [anAccount()] });
  const people = "/api/accounts/wx_app_1/opt-outs";
  const put = await call("PUT", `${people}/wxid_a`, { as: "operator" });
  expect([put.status, put.body]).toEqual([200, { wxid: "wxid_a", since: NOON }]);
  expect((await call("GET", people, { as: "viewer" })).body).toEqual({ optOuts: [put.body] });
  expect((await call("DELETE", `${people}/wxid_a`, { as: "operator" })).status).toBe(200);
  expect((await call("DELETE", `${people}/wxid_a`, { as: "operator" })).status).toBe(404);
  expect((await call("PUT", "/api/accounts/wx_nobody/opt-outs/wxid_a", { as: "operator" })).status).toBe(404);
});
