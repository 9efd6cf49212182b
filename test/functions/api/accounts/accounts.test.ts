import { describe, expect, it } from "vitest";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const ONLINE = anAccount({ appId: "wx_b" });
const UNREGISTERED = anAccount({ appId: "wx_a", name: "", registered: false, state: "IDLE" });

/** As operators see it: what is still to be told of it is no matter of theirs. */
const shown = ({ untold: _untold, ...account }: Account) => account;

describe("GET /api/accounts", () => {
  it("lists all accounts by appId, those that nobody registered flagged, with the limits in force", async () => {
    const { call } = operatorApi({ accounts: [ONLINE, UNREGISTERED] });
    const { status, body } = await call("GET", "/api/accounts", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toEqual({
      accounts: [
        { ...shown(UNREGISTERED), effectiveLimits: { perSecond: 2, burst: 3, dailyCap: 2000 } },
        { ...shown(ONLINE), effectiveLimits: { perSecond: 2, burst: 3, dailyCap: 2000 } },
      ],
    });
  });

  it("does not depend on the order in which the store lists them", async () => {
    const api = operatorApi();
    const accounts = { ...api.deps.accounts, list: async () => [ONLINE, UNREGISTERED] };
    const { body } = await operatorApi({ overrides: { accounts } }).call("GET", "/api/accounts", { as: "viewer" });
    expect(body.accounts?.map(({ appId }) => appId)).toEqual(["wx_a", "wx_b"]);
  });
});

describe("GET /api/accounts/{appId}", () => {
  it("shows one account", async () => {
    const { call } = operatorApi({ accounts: [ONLINE] });
    const { status, body } = await call("GET", "/api/accounts/wx_b", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ appId: "wx_b", state: "ONLINE", registered: true });
  });

  it("answers 404 for an account that does not exist", async () => {
    const { status, body } = await operatorApi().call("GET", "/api/accounts/wx_b", { as: "viewer" });
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: "not-found", detail: "no account has the appId 'wx_b'" });
  });

  it.each(["wx%20b", "wx%2Fb", "%E4%BD%A0", "%zz"])("answers 400 for %s, which is no appId", async (appId) => {
    const { status, body } = await operatorApi().call("GET", `/api/accounts/${appId}`, { as: "viewer" });
    expect(status).toBe(400);
    expect(body.issues).toEqual([expect.objectContaining({ path: "params.appId" })]);
  });
});

describe("POST /api/accounts", () => {
  const body = { appId: "wx_new", name: " New shop " };

  it("registers an account, finds it online and says so on the bus", async () => {
    const { call, online, events, deps } = operatorApi();
    online.add("wx_new");
    const answer = await call("POST", "/api/accounts", { as: "operator", body });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      checked: "online",
      account: {
        appId: "wx_new",
        name: "New shop",
        registered: true,
        channel: "personal",
        wxid: "",
        state: "ONLINE",
        epoch: NOON + 1,
        stateSince: NOON,
        refusedSends: 0,
        ingest: "callback",
        tags: [],
        activeSince: NOON,
        createdAt: NOON,
        updatedAt: NOON,
        effectiveLimits: { perSecond: 1, burst: 3, dailyCap: 500 },
      },
    });
    expect(await deps.accounts.get("wx_new")).toMatchObject({ state: "ONLINE" });
    expect(events).toEqual([
      {
        type: "AccountStateChanged",
        detail: {
          appId: "wx_new",
          name: "New shop",
          from: "IDLE",
          to: "ONLINE",
          epoch: NOON + 1,
          at: NOON,
          eventId: `wx_new.${NOON + 1}.${NOON}.AccountStateChanged`,
        },
      },
    ]);
  });

  it("leaves an account that is offline IDLE", async () => {
    const { call, events } = operatorApi();
    const answer = await call("POST", "/api/accounts", { as: "operator", body });
    expect(answer.body).toMatchObject({ checked: "offline", account: { state: "IDLE" } });
    expect(events).toEqual([]);
  });

  it("registers an account whose gateway does not answer, and says why it was not checked", async () => {
    const connections = {
      checkOnline: () => Promise.reject(new AppError("unreachable", "no answer within 10000 ms")),
      reconnect: () => Promise.reject(new Error("unused")),
    };
    const { call, deps } = operatorApi({ overrides: { connections } });
    const answer = await call("POST", "/api/accounts", { as: "operator", body });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      checked: "unreachable",
      reason: "no answer within 10000 ms",
      account: { state: "IDLE", registered: true },
    });
    expect(await deps.accounts.get("wx_new")).toMatchObject({ registered: true });
  });

  it.each([
    ["2024-05-01", Date.parse("2024-05-01T00:00:00Z")],
    ["2024-05-01T08:00:00+08:00", Date.parse("2024-05-01T00:00:00Z")],
    [1_714_521_600_000, 1_714_521_600_000],
  ])("takes %s as the moment since when the account is in use", async (activeSince, expected) => {
    const limits = { perSecond: 5, burst: 7, dailyCap: 900 };
    const answer = await operatorApi().call("POST", "/api/accounts", {
      as: "operator",
      body: { ...body, wxid: "wxid_1", activeSince, limits },
    });
    expect(answer.body.account).toMatchObject({
      wxid: "wxid_1",
      activeSince: expected,
      limits,
      effectiveLimits: limits,
    });
  });

  it("takes over an appId that only sent callbacks so far", async () => {
    const { call } = operatorApi({ accounts: [{ ...UNREGISTERED, wxid: "wxid_seen" }] });
    const answer = await call("POST", "/api/accounts", { as: "operator", body: { appId: "wx_a", name: "A" } });
    expect(answer.status).toBe(201);
    expect(answer.body.account).toMatchObject({ registered: true, name: "A", wxid: "wxid_seen" });
  });

  it("answers 409 for an account that is registered", async () => {
    const { call, deps } = operatorApi({ accounts: [ONLINE] });
    const answer = await call("POST", "/api/accounts", { as: "operator", body: { appId: "wx_b", name: "Other" } });
    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe("conflict");
    expect(await deps.accounts.get("wx_b")).toEqual(ONLINE);
  });

  it("names everything that is wrong with the body", async () => {
    const { call, deps } = operatorApi();
    const answer = await call("POST", "/api/accounts", {
      as: "operator",
      body: {
        appId: "no spaces",
        limits: { perSecond: 0, burst: 1.5, dailyCap: 1 },
        activeSince: "yesterday",
        owner: 1,
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.issues?.map(({ path }) => path).sort()).toEqual([
      "",
      "activeSince",
      "appId",
      "limits.burst",
      "limits.perSecond",
      "name",
    ]);
    expect(answer.body.detail).toMatch(/\(and 5 more\)$/);
    expect(await deps.accounts.list()).toEqual([]);
  });
});

describe("PATCH /api/accounts/{appId}", () => {
  const limits = { perSecond: 3, burst: 4, dailyCap: 100 };

  it("changes what it is told and leaves the rest", async () => {
    const { call } = operatorApi({ accounts: [ONLINE] });
    const { status, body } = await call("PATCH", "/api/accounts/wx_b", {
      as: "operator",
      body: { name: "Renamed", limits },
    });
    expect(status).toBe(200);
    expect(body).toEqual({ ...shown(ONLINE), name: "Renamed", limits, effectiveLimits: limits, updatedAt: NOON });
  });

  it("goes back to the default limits with null", async () => {
    const { call } = operatorApi({ accounts: [{ ...ONLINE, limits }] });
    const { body } = await call("PATCH", "/api/accounts/wx_b", { as: "operator", body: { limits: null } });
    expect(body).not.toHaveProperty("limits");
    expect(body.effectiveLimits).toEqual({ perSecond: 2, burst: 3, dailyCap: 2000 });
  });

  it("sets an account to polling, and back to callbacks", async () => {
    const { call, deps } = operatorApi({ accounts: [ONLINE] });
    const set = (ingest: string) => call("PATCH", "/api/accounts/wx_b", { as: "operator", body: { ingest } });
    expect((await set("poll")).body).toMatchObject({ ingest: "poll", name: ONLINE.name });
    expect((await set("push")).body.issues).toEqual([expect.objectContaining({ path: "ingest" })]);
    expect(await deps.accounts.get("wx_b")).toMatchObject({ ingest: "poll" });
    expect((await set("callback")).body).toMatchObject({ ingest: "callback" });
  });

  it("answers 400 where nothing is to be changed", async () => {
    const { call } = operatorApi({ accounts: [ONLINE] });
    const { status, body } = await call("PATCH", "/api/accounts/wx_b", { as: "operator", body: {} });
    expect(status).toBe(400);
    expect(body.detail).toBe("the body: name at least one of name, limits, activeSince, ingest, device, tags");
  });

  it("cannot move an account's state", async () => {
    const { call } = operatorApi({ accounts: [ONLINE] });
    const { status } = await call("PATCH", "/api/accounts/wx_b", { as: "operator", body: { state: "IDLE" } });
    expect(status).toBe(400);
  });

  it.each([[[]], [[UNREGISTERED]]])("answers 404 for an account that nobody registered", async (accounts) => {
    const { call } = operatorApi({ accounts });
    const { status } = await call("PATCH", "/api/accounts/wx_a", { as: "operator", body: { name: "A" } });
    expect(status).toBe(404);
  });
});

describe("POST /api/accounts/{appId}/check", () => {
  it("moves an account that is online to ONLINE", async () => {
    const { call, online } = operatorApi({ accounts: [anAccount({ appId: "wx_b", state: "ERROR", epoch: 8 })] });
    online.add("wx_b");
    const { status, body } = await call("POST", "/api/accounts/wx_b/check", { as: "operator" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ checked: "online", account: { state: "ONLINE", epoch: 9 } });
  });

  it("answers 502 where the gateway gives no answer, and changes nothing", async () => {
    const connections = {
      checkOnline: () => Promise.reject(new AppError("unreachable", "no answer within 10000 ms")),
      reconnect: () => Promise.reject(new Error("unused")),
    };
    const { call, deps } = operatorApi({ accounts: [ONLINE], overrides: { connections } });
    const { status, body } = await call("POST", "/api/accounts/wx_b/check", { as: "operator" });
    expect(status).toBe(502);
    expect(body).toMatchObject({ code: "unreachable", detail: "no answer within 10000 ms" });
    expect(await deps.accounts.get("wx_b")).toEqual(ONLINE);
  });
});
