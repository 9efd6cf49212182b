import { describe, expect, it } from "vitest";
import { anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const MINUTE = 60_000;
const path = "/api/accounts/wx_app_1/conversations/wxid_friend";
const session = { step: "phone", values: { name: "小明" }, until: NOON + 30 * MINUTE };

describe("conversations", () => {
  it("show sessions and the pause as they hold at present", async () => {
    const { call, deps, advance } = operatorApi({ accounts: [anAccount()] });
    expect((await call("GET", path, { as: "viewer" })).body).toEqual({ conversationId: "wxid_friend", sessions: [] });
    const key = { conversationId: "wxid_friend" };
    await deps.conversations.change("wx_app_1", { key, revision: 0, session }, NOON);
    const mute = { by: "phone" as const, at: NOON, until: NOON + 10 * MINUTE };
    await deps.conversations.mute("wx_app_1", "wxid_friend", mute, NOON);
    const { body } = await call("GET", path, { as: "viewer" });
    expect(body).toEqual({ conversationId: "wxid_friend", mute, sessions: [session] });
    advance(30 * MINUTE);
    expect((await call("GET", path, { as: "viewer" })).body).toEqual({ conversationId: "wxid_friend", sessions: [] });
  });

  it("of a group show each member's session, and have @ in their path", async () => {
    const { call, deps } = operatorApi({ accounts: [anAccount()] });
    const key = { conversationId: "1@chatroom", member: "wxid_a" };
    await deps.conversations.change("wx_app_1", { key, revision: 0, session }, NOON);
    const { body } = await call("GET", "/api/accounts/wx_app_1/conversations/1@chatroom", { as: "viewer" });
    expect(body).toEqual({ conversationId: "1@chatroom", sessions: [{ ...session, member: "wxid_a" }] });
  });

  it("are muted and released by operators, on record", async () => {
    const { call, deps, observability, advance } = operatorApi({ accounts: [anAccount()] });
    const muted = await call("POST", `${path}/mute`, { as: "operator", body: { minutes: 60, note: "投诉" } });
    const mute = { by: "operator", at: NOON, until: NOON + 60 * MINUTE, note: "投诉" };
    expect([muted.status, muted.body]).toEqual([200, mute]);
    expect((await call("GET", path, { as: "viewer" })).body).toMatchObject({ mute });
    advance(MINUTE);
    expect((await call("POST", `${path}/release`, { as: "operator" })).status).toBe(200);
    expect((await call("GET", path, { as: "viewer" })).body).not.toHaveProperty("mute");
    const words = await deps.pauses.between("wx_app_1", NOON, NOON + MINUTE);
    expect(words.map(({ at, until }) => [at, until])).toEqual([
      [NOON, mute.until],
      [NOON + MINUTE, 0],
    ]);
    const { counts } = observability;
    expect([counts.get("ConversationMuted"), counts.get("ConversationReleased")]).toEqual([1, 1]);
    const { entries } = await deps.audit.list(10);
    expect(entries.map(({ path: audited }) => audited)).toContain(`${path}/release`);
  });

  it("that wait for a person are listed, of one account or of all", async () => {
    const { call, deps, advance } = operatorApi({ accounts: [anAccount()] });
    const mute = { by: "rule" as const, at: NOON, until: NOON + 120 * MINUTE, note: "要求人工" };
    for (const appId of ["wx_app_1", "wx_b"]) await deps.conversations.mute(appId, "wxid_friend", mute, NOON);
    const list = async (path: string, query: Record<string, string> = {}) =>
      (await call("GET", `/api/${path}`, { as: "viewer", query: { muted: "true", ...query } })).body;
    const entry = (appId: string) => ({ appId, conversationId: "wxid_friend", mute });
    const first = await list("conversations", { limit: "1" });
    expect(first).toMatchObject({ conversations: [entry("wx_app_1")], cursor: expect.any(String) });
    const second = await list("conversations", { limit: "1", cursor: first.cursor ?? "" });
    expect(second).toEqual({ conversations: [entry("wx_b")] });
    expect(await list("accounts/wx_b/conversations")).toEqual({ conversations: [entry("wx_b")] });
    expect(await list("accounts/wx_b/conversations", { by: "phone" })).toEqual({ conversations: [] });
    advance(121 * MINUTE);
    expect(await list("conversations")).toEqual({ conversations: [] });
    expect((await list("conversations", { muted: "no" })).issues).toMatchObject([{ path: "query.muted" }]);
  });

  it("are not touched by viewers, with odd minutes, or of an account that nobody registered", async () => {
    const { call } = operatorApi();
    const body = { minutes: 60 };
    expect((await call("POST", `${path}/mute`, { as: "viewer", body })).status).toBe(403);
    const odd = await call("POST", `${path}/mute`, { as: "operator", body: { minutes: 0 } });
    expect(odd.body.issues).toMatchObject([{ path: "minutes" }]);
    for (const request of [{ to: "mute", body }, { to: "release" }]) {
      const answer = await call("POST", `${path}/${request.to}`, { as: "operator", body: request.body });
      expect([answer.status, answer.body.detail]).toEqual([404, "there is no account 'wx_app_1'"]);
    }
  });
});
