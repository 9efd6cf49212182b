import { describe, expect, it } from "vitest";
import { aGroup, aMember, anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const APP = "wx_app_1";
const GROUP = "10000000001@chatroom";
const BASE = `/api/accounts/${APP}/groups`;
const ITS = { appId: APP, chatroomId: GROUP };

function setUp() {
  const api = operatorApi({ accounts: [anAccount()] });
  return {
    ...api,
    does: (method: string, path: string, body?: object) =>
      api.call(method, BASE + path, { as: "operator", ...(body ? { body } : {}) }),
  };
}

describe("groups", () => {
  it("are listed, and shown with their members", async () => {
    const { does, deps } = setUp();
    const group = aGroup({ id: GROUP });
    await deps.directory.putGroup(APP, group, [aMember({ displayName: "明明" })]);
    expect((await does("GET", "")).body).toEqual({ groups: [group] });
    const whole = { ...group, members: [aMember({ displayName: "明明" })] };
    expect((await does("GET", `/${GROUP}`)).body).toEqual(whole);
    expect((await does("GET", "/10000000001%40chatroom")).body).toEqual(whole);
    expect((await does("GET", "/2@chatroom")).status).toBe(404);
    expect((await does("GET", "/wxid_a")).body.issues?.[0]?.path).toBe("params.groupId");
  });

  it("are made and joined, and looked at soon", async () => {
    const { does, gateway, lane } = setUp();
    gateway.answer = { ret: 200, msg: "", data: { chatroomId: GROUP } };
    const made = await does("POST", "", { wxids: ["wxid_a", "wxid_b"] });
    expect([made.status, made.body]).toEqual([201, { groupId: GROUP }]);
    expect((await does("POST", "/join", { qrUrl: "https://weixin.qq.com/g/x" })).body).toEqual({ groupId: GROUP });
    expect((await does("POST", "/join", { invitationUrl: "https://support.weixin.qq.com/x" })).status).toBe(200);
    expect(gateway.asked).toEqual([
      { path: "/group/createChatroom", body: { appId: APP, wxids: ["wxid_a", "wxid_b"] } },
      { path: "/group/joinRoomUsingQRCode", body: { appId: APP, qrUrl: "https://weixin.qq.com/g/x" } },
      { path: "/group/agreeJoinRoom", body: { appId: APP, url: "https://support.weixin.qq.com/x" } },
    ]);
    expect(lane.take().map(({ task }) => task)).toMatchObject(Array(3).fill({ type: "refresh-group", groupId: GROUP }));
    expect((await does("POST", "", { wxids: ["wxid_a"] })).status).toBe(400);
    expect((await does("POST", "/join", {})).status).toBe(400);
  });

  it.each([
    [{ name: "新名字" }, "/group/modifyChatroomName", { chatroomName: "新名字" }],
    [{ remark: "r" }, "/group/modifyChatroomRemark", { chatroomRemark: "r" }],
    [{ ownName: "店长" }, "/group/modifyChatroomNickNameForSelf", { nickName: "店长" }],
    [{ pinned: true }, "/group/pinChat", { top: true }],
    [{ silenced: false }, "/group/setMsgSilence", { silence: false }],
    [{ saved: true }, "/group/saveContractList", { operType: 3 }],
    [{ saved: false }, "/group/saveContractList", { operType: 2 }],
  ])("are changed by %j", async (change, path, body) => {
    const { does, gateway, lane } = setUp();
    expect((await does("PATCH", `/${GROUP}`, change)).status).toBe(200);
    expect(gateway.asked).toEqual([{ path, body: { ...ITS, ...body } }]);
    expect(lane.take()).toHaveLength(1);
  });

  it("change in one respect a time", async () => {
    const { does, gateway } = setUp();
    expect((await does("PATCH", `/${GROUP}`, { name: "a", pinned: true })).status).toBe(400);
    expect((await does("PATCH", `/${GROUP}`, { owner: "wxid_a" })).status).toBe(400);
    expect(gateway.asked).toEqual([]);
  });

  it.each([
    ["/members", { wxids: ["a", "b"], reason: "老客户" }, "/group/inviteMember", { wxids: "a,b", reason: "老客户" }],
    ["/members/remove", { wxids: ["a", "b"] }, "/group/removeMember", { wxids: "a,b" }],
    ["/members/a/friendship", { greeting: "hi" }, "/group/addGroupMemberAsFriend", { memberWxid: "a", content: "hi" }],
    ["/admins", { wxids: ["a"] }, "/group/adminOperate", { operType: 1, wxids: ["a"] }],
    ["/admins/remove", { wxids: ["a"] }, "/group/adminOperate", { operType: 2, wxids: ["a"] }],
  ])("%s", async (path, body, asked, its) => {
    const { does, gateway } = setUp();
    gateway.answer = { ret: 200, msg: "", data: { v3: "v3_x" } };
    expect((await does("POST", `/${GROUP}${path}`, body)).body).toEqual({ done: true });
    expect(gateway.asked).toEqual([{ path: asked, body: { ...ITS, ...its } }]);
  });

  it("are handed over, announced in and left", async () => {
    const { does, gateway, lane } = setUp();
    await does("PUT", `/${GROUP}/owner`, { wxid: "wxid_a" });
    await does("PUT", `/${GROUP}/announcement`, { content: "周五团购" });
    await does("POST", `/${GROUP}/leave`);
    expect(gateway.asked).toEqual([
      { path: "/group/adminOperate", body: { ...ITS, operType: 3, wxids: ["wxid_a"] } },
      { path: "/group/setChatroomAnnouncement", body: { ...ITS, content: "周五团购" } },
      { path: "/group/quitChatroom", body: ITS },
    ]);
    expect(lane.take().map(({ task }) => task.type)).toEqual(["refresh-group", "remove-group"]);
  });

  it("show their announcement and QR code", async () => {
    const { does, gateway } = setUp();
    gateway.answer = { ret: 200, msg: "", data: { announcement: "周五", announcementEditor: "a", publishTime: 5 } };
    const announcement = await does("GET", `/${GROUP}/announcement`);
    expect(announcement.body).toEqual({ content: "周五", editor: "a", publishedAt: 5000 });
    gateway.answer = { ret: 200, msg: "", data: { qrBase64: "abc", qrTips: "7天内有效" } };
    const code = await does("GET", `/${GROUP}/qr-code`);
    expect(code.body).toEqual({ qrBase64: "abc", validity: "7天内有效" });
  });

  it("that did change are not reported as failed because a queue is away", async () => {
    const { does, lane, observability } = setUp();
    lane.down.now = true;
    expect((await does("PATCH", `/${GROUP}`, { name: "x" })).status).toBe(200);
    expect(observability.counts.get("DirectoryTaskRefused")).toBe(1);
  });
});
