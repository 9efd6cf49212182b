import { describe, expect, it } from "vitest";
import { aContact, anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const APP = "wx_app_1";
const BASE = `/api/accounts/${APP}`;
const TICKETS = { v3: "v3_x@stranger", v4: "v4_y@stranger", scene: 3 };

function setUp() {
  const api = operatorApi({ accounts: [anAccount(), anAccount({ appId: "wx_idle", state: "IDLE" })] });
  const { call } = api;
  return {
    ...api,
    get: (path: string, query?: Record<string, string>) =>
      call("GET", BASE + path, { as: "viewer", ...(query ? { query } : {}) }),
    does: (method: string, path: string, body?: object) =>
      call(method, BASE + path, { as: "operator", ...(body ? { body } : {}) }),
  };
}

describe("contacts", () => {
  it("are listed by kind and page", async () => {
    const { get, deps } = setUp();
    const contacts = ["wxid_a", "wxid_b", "gh_c"].map((wxid) =>
      aContact({ wxid, kind: wxid.startsWith("gh_") ? "official" : "friend" }),
    );
    await deps.directory.putContacts(APP, contacts);
    expect((await get("/contacts", { kind: "official" })).body.contacts).toEqual([contacts[2]]);
    const first = await get("/contacts", { limit: "2" });
    expect(first.body.contacts).toHaveLength(2);
    const second = await get("/contacts", { limit: "2", cursor: first.body.cursor ?? "" });
    expect(second.body.contacts).toHaveLength(1);
    expect(second.body.cursor).toBeUndefined();
    expect((await get("/contacts", { kind: "group" })).status).toBe(400);
    expect((await get("/contacts/gh_c")).body).toMatchObject({ wxid: "gh_c", kind: "official" });
    expect((await get("/contacts/wxid_nobody")).status).toBe(404);
    expect((await get("/contacts/a%20b")).body.issues?.[0]?.path).toBe("params.wxid");
  });

  it("are searched and asked for a friendship", async () => {
    const { does, gateway } = setUp();
    gateway.answer = {
      ret: 200,
      msg: "",
      data: { v3: "v3_x", v4: "v4_y", nickName: "小明", bigHeadImgUrl: "https://a" },
    };
    expect((await does("POST", "/contacts/search", { query: "xiaoming" })).body).toEqual({
      v3: "v3_x",
      v4: "v4_y",
      nickname: "小明",
      signature: "",
      avatarUrl: "https://a",
    });
    expect((await does("POST", "/contacts", { ...TICKETS, greeting: "您好" })).status).toBe(202);
    expect(gateway.asked).toEqual([
      { path: "/contacts/search", body: { appId: APP, contactsInfo: "xiaoming" } },
      { path: "/contacts/addContacts", body: { appId: APP, ...TICKETS, option: 2, content: "您好" } },
    ]);
  });

  it.each([
    ["accept", 3],
    ["refuse", 4],
  ])("friend requests: %s", async (verb, option) => {
    const { does, gateway } = setUp();
    expect((await does("POST", `/friend-requests/${verb}`, TICKETS)).body).toEqual({ done: true });
    expect(gateway.asked).toEqual([
      { path: "/contacts/addContacts", body: { appId: APP, ...TICKETS, option, content: "" } },
    ]);
  });

  it("are changed one thing at a time, and looked at again", async () => {
    const { does, gateway, lane } = setUp();
    expect((await does("PATCH", "/contacts/wxid_a", { remark: "老王" })).status).toBe(200);
    expect((await does("PATCH", "/contacts/wxid_a", { chatOnly: true })).status).toBe(200);
    expect(gateway.asked).toEqual([
      { path: "/contacts/setFriendRemark", body: { appId: APP, wxid: "wxid_a", remark: "老王" } },
      { path: "/contacts/setFriendPermissions", body: { appId: APP, wxid: "wxid_a", onlyChat: true } },
    ]);
    expect(lane.take().map(({ task }) => task.type)).toEqual(["refresh-contact", "refresh-contact"]);
    expect((await does("PATCH", "/contacts/wxid_a", { remark: "x", chatOnly: true })).status).toBe(400);
    expect((await does("PATCH", "/contacts/wxid_a", {})).status).toBe(400);
  });

  it("are deleted at the gateway and from the view", async () => {
    const { does, gateway, lane } = setUp();
    expect((await does("DELETE", "/contacts/wxid_a")).status).toBe(200);
    expect(gateway.asked).toEqual([{ path: "/contacts/deleteFriend", body: { appId: APP, wxid: "wxid_a" } }]);
    expect(lane.take().map(({ task }) => task)).toMatchObject([{ type: "remove-contact", wxid: "wxid_a" }]);
  });

  it("tell how they stand to the account", async () => {
    const { does, gateway } = setUp();
    gateway.answer = { ret: 200, msg: "", data: [{ wxid: "wxid_a", relation: 1 }] };
    expect((await does("POST", "/contacts/relations", { wxids: ["wxid_a"] })).body).toEqual({
      relations: [{ wxid: "wxid_a", relation: 1 }],
    });
  });

  it("have labels", async () => {
    const { does, gateway } = setUp();
    gateway.answer = { ret: 200, msg: "", data: { labelList: [{ labelId: 7, labelName: "VIP" }] } };
    expect((await does("GET", "/labels")).body).toEqual({ labels: [{ id: 7, name: "VIP" }] });
    gateway.answer = { ret: 200, msg: "", data: { labelId: 8 } };
    expect((await does("POST", "/labels", { name: "新客" })).body).toEqual({ id: 8, name: "新客" });
    expect((await does("PUT", "/contacts/wxid_a/labels", { labelIds: [7, 8] })).status).toBe(200);
    expect((await does("DELETE", "/labels/8")).status).toBe(200);
    expect(gateway.asked.slice(1)).toEqual([
      { path: "/label/add", body: { appId: APP, labelName: "新客" } },
      { path: "/label/modifyMemberList", body: { appId: APP, labelIds: "7,8", wxIds: ["wxid_a"] } },
      { path: "/label/delete", body: { appId: APP, labelIds: "8" } },
    ]);
  });
});

describe("what the gateway refuses", () => {
  it.each([
    [{ ret: 500, msg: "搜索失败" }, 502, "refused"],
    [{ ret: -1, msg: "已离线" }, 409, "account-offline"],
    [{ ret: 500, msg: "操作过于频繁" }, 429, "throttled"],
    [{ ret: 500, msg: "设备不存在" }, 404, "not-found"],
    [{ ret: 500, msg: "token 错误" }, 502, "unreachable"],
    [{ ret: -1, msg: "" }, 503, "unavailable"],
  ])("%j is %i %s", async (answer, status, code) => {
    const { does, gateway } = setUp();
    gateway.answer = answer;
    const { status: answered, body } = await does("POST", "/contacts/search", { query: "x" });
    expect([answered, body.code]).toEqual([status, code]);
  });

  it("is not asked for an account that nobody registered", async () => {
    const { call, gateway } = setUp();
    const { status } = await call("POST", "/api/accounts/wx_other/contacts/search", {
      as: "operator",
      body: { query: "x" },
    });
    expect(status).toBe(404);
    expect(gateway.asked).toEqual([]);
  });
});

describe("syncing", () => {
  it("is queued for an account that is online", async () => {
    const { does, get, lane, deps } = setUp();
    expect((await get("/sync")).status).toBe(404);
    const { status, body } = await does("POST", "/sync");
    expect(status).toBe(202);
    const task = { type: "sync-account", appId: APP, request: body.request, asked: true };
    expect(lane.take()).toEqual([{ task, delaySeconds: 0 }]);
    await deps.directory.beginSync(APP, "r", 5, 0);
    await deps.directory.countSync(APP, 5, 2, 1);
    expect((await get("/sync")).body).toEqual({ request: "r", startedAt: 5, contacts: 2, groups: 1 });
  });

  it("is refused for others, and where the queue is away", async () => {
    const { call, does, lane } = setUp();
    const idle = await call("POST", "/api/accounts/wx_idle/sync", { as: "operator" });
    expect([idle.status, idle.body.code]).toEqual([409, "account-offline"]);
    expect((await call("POST", "/api/accounts/wx_other/sync", { as: "operator" })).status).toBe(404);
    lane.down.now = true;
    expect((await does("POST", "/sync")).status).toBe(503);
  });
});
