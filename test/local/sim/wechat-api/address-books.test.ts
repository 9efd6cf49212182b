import { describe, expect, it } from "vitest";
import * as z from "zod";
import { eventually } from "../../../support/http-json.ts";
import { aReceiver, aSimulator } from "../support.ts";

const APP = "wx_demo_alpha";
const DEMO_GROUP = "10000000002@chatroom";

const dataSchema = z.looseObject({
  friends: z.array(z.string()).optional(),
  chatrooms: z.array(z.string()).optional(),
  chatroomId: z.string().optional(),
  memberList: z.array(z.looseObject({ wxid: z.string() })).optional(),
});
const callbackSchema = z.looseObject({
  TypeName: z.string(),
  Appid: z.string(),
  Data: z.looseObject({
    UserName: z.object({ string: z.string() }).optional(),
    FromUserName: z.object({ string: z.string() }).optional(),
  }),
});

async function setUp() {
  const receiver = await aReceiver();
  const simulator = await aSimulator({ callbackUrl: receiver.url });
  const told = () =>
    receiver.bodies.map((body) => {
      const { TypeName, Appid, Data } = callbackSchema.parse(JSON.parse(body));
      return `${Appid} ${TypeName} ${(Data.UserName ?? Data.FromUserName)?.string}`;
    });
  const ask = async (path: string, body: object = {}) => {
    const answer = await simulator.call(path, { appId: APP, ...body });
    return { ret: answer.body.ret, data: dataSchema.parse(answer.body.data ?? {}) };
  };
  const tells = (...expected: string[]) =>
    eventually(expected.join(", "), 3000, async () => expected.every((one) => told().includes(one)) || undefined);
  const infoOf = async (chatroomId: string, appId = APP) =>
    (await ask("/group/getChatroomInfo", { appId, chatroomId })).data;
  const membersOf = async (id: string) => (await infoOf(id)).memberList?.map(({ wxid }) => wxid);
  return { ...simulator, ask, told, tells, infoOf, membersOf };
}

describe("groups", () => {
  it("are made, changed and left, and all accounts in them are told", async () => {
    const { ask, tells, infoOf, membersOf } = await setUp();
    const made = await ask("/group/createChatroom", { wxids: ["wxid_bravo", "wxid_friend_one"] });
    const chatroomId = made.data.chatroomId ?? "";
    await tells(`${APP} ModContacts ${chatroomId}`, `wx_demo_bravo ModContacts ${chatroomId}`);
    await ask("/group/modifyChatroomName", { chatroomId, chatroomName: "新群" });
    expect(await infoOf(chatroomId, "wx_demo_bravo")).toMatchObject({ nickName: "新群", chatRoomOwner: "wxid_alpha" });
    await ask("/group/inviteMember", { chatroomId, wxids: "wxid_carol,wxid_friend_two", reason: "" });
    expect(await membersOf(chatroomId)).toEqual([
      "wxid_alpha",
      "wxid_bravo",
      "wxid_friend_one",
      "wxid_carol",
      "wxid_friend_two",
    ]);
    await tells(`wx_demo_carol ModContacts ${chatroomId}`);
    await ask("/group/removeMember", { chatroomId, wxids: "wxid_carol,wxid_friend_one" });
    await tells(`wx_demo_carol DelContacts ${chatroomId}`);
    expect(await membersOf(chatroomId)).toEqual(["wxid_alpha", "wxid_bravo", "wxid_friend_two"]);
    await ask("/group/setChatroomAnnouncement", { chatroomId, content: "周五团购" });
    expect((await ask("/group/getChatroomAnnouncement", { chatroomId })).data).toMatchObject({
      announcement: "周五团购",
      announcementEditor: "wxid_alpha",
    });
    await ask("/group/adminOperate", { chatroomId, operType: 3, wxids: ["wxid_bravo"] });
    expect((await ask("/group/removeMember", { chatroomId, wxids: "wxid_bravo" })).ret).toBe(500);
    await ask("/group/quitChatroom", { chatroomId });
    await tells(`${APP} DelContacts ${chatroomId}`);
    expect((await ask("/group/getChatroomInfo", { chatroomId })).ret).toBe(500);
  });

  it("are found by a list only while they are saved", async () => {
    const { ask } = await setUp();
    const list = async () => (await ask("/contacts/fetchContactsList")).data.chatrooms;
    expect(await list()).toContain(DEMO_GROUP);
    await ask("/group/saveContractList", { chatroomId: DEMO_GROUP, operType: 2 });
    expect(await list()).not.toContain(DEMO_GROUP);
    expect((await ask("/group/getChatroomInfo", { chatroomId: DEMO_GROUP })).ret).toBe(200);
    await ask("/group/saveContractList", { chatroomId: DEMO_GROUP, operType: 3 });
    expect(await list()).toContain(DEMO_GROUP);
  });

  it("change by somebody else's hand", async () => {
    const { sim, tells, infoOf } = await setUp();
    const members = ["wxid_alpha", { wxid: "wxid_x", displayName: "小 X" }];
    await sim("PUT", `groups/${encodeURIComponent(DEMO_GROUP)}`, { name: "改名了", owner: "wxid_x", members });
    await tells(`${APP} ModContacts ${DEMO_GROUP}`, `wx_demo_bravo DelContacts ${DEMO_GROUP}`);
    expect(await infoOf(DEMO_GROUP)).toMatchObject({
      nickName: "改名了",
      chatRoomOwner: "wxid_x",
      memberList: [{ wxid: "wxid_alpha" }, { wxid: "wxid_x", displayName: "小 X" }],
    });
  });

  it("are joined, named for oneself and kept over a restart", async () => {
    const first = await setUp();
    const { data } = await first.ask("/group/joinRoomUsingQRCode", { qrUrl: "https://weixin.qq.com/g/x" });
    const chatroomId = data.chatroomId ?? "";
    await first.ask("/group/modifyChatroomNickNameForSelf", { chatroomId, nickName: "客服" });
    await first.ask("/group/modifyChatroomRemark", { chatroomId, chatroomRemark: "新" });
    await first.close();
    const { call } = await aSimulator({ dataDir: first.dataDir });
    const { body } = await call("/group/getChatroomInfo", { appId: APP, chatroomId });
    expect(body.data).toMatchObject({
      remark: "新",
      memberList: [{ wxid: "wxid_stranger" }, { wxid: "wxid_alpha", displayName: "客服" }],
    });
  });
});

describe("contacts", () => {
  it("get remarks, are accepted and deleted", async () => {
    const { ask, tells, call } = await setUp();
    await ask("/contacts/setFriendRemark", { wxid: "wxid_friend_one", remark: "老同学" });
    await tells(`${APP} ModContacts wxid_friend_one`);
    const { body } = await call("/contacts/getBriefInfo", { appId: APP, wxids: ["wxid_friend_one", DEMO_GROUP] });
    expect(body.data).toMatchObject([{ nickName: "小明", remark: "老同学" }, { nickName: "演示客户群" }]);
    const other = await call("/contacts/getBriefInfo", { appId: "wx_demo_bravo", wxids: ["wxid_friend_one"] });
    expect(other.body.data).toMatchObject([{ remark: "" }]);
    const tickets = { v3: "v3_wxid_new@stranger", v4: "v4_wxid_new@stranger", scene: 3, content: "" };
    await ask("/contacts/addContacts", { ...tickets, option: 2 });
    const friends = async () => (await ask("/contacts/fetchContactsList")).data.friends;
    expect(await friends()).not.toContain("wxid_new");
    await ask("/contacts/addContacts", { ...tickets, option: 3 });
    await tells(`${APP} ModContacts wxid_new`);
    expect(await friends()).toContain("wxid_new");
    await ask("/contacts/deleteFriend", { wxid: "wxid_new" });
    await tells(`${APP} DelContacts wxid_new`);
    expect(await friends()).not.toContain("wxid_new");
  });

  it("change their own names", async () => {
    const { sim, tells, call } = await setUp();
    await sim("PUT", "people/wxid_friend_two", { nickName: "小红🌹" });
    await tells(`${APP} ModContacts wxid_friend_two`, `wx_demo_carol ModContacts wxid_friend_two`);
    const { body } = await call("/contacts/search", { appId: APP, contactsInfo: "wxid_friend_two" });
    expect(body.data).toMatchObject({ nickName: "小红🌹", v3: "v3_wxid_friend_two@stranger" });
    expect((await sim("PUT", "people/wxid_friend_two", { age: 5 })).status).toBe(400);
  });

  it("have labels and relations", async () => {
    const { call } = await setUp();
    const ask = async (path: string, body: object) => (await call(path, { appId: APP, ...body })).body;
    expect(await ask("/label/add", { labelName: "VIP" })).toMatchObject({ data: { labelName: "VIP", labelId: 1 } });
    expect(await ask("/label/add", { labelName: "新客" })).toMatchObject({ data: { labelId: 2 } });
    expect(await ask("/label/modifyMemberList", { labelIds: "1,2", wxIds: ["wxid_a"] })).toMatchObject({ ret: 200 });
    await ask("/label/delete", { labelIds: "1" });
    expect(await ask("/label/list", {})).toMatchObject({ data: { labelList: [{ labelName: "新客", labelId: 2 }] } });
    expect(await ask("/label/modifyMemberList", { labelIds: "1", wxIds: ["wxid_a"] })).toMatchObject({ ret: 500 });
    const { data } = await ask("/contacts/checkRelation", { wxids: ["wxid_friend_one", "wxid_nobody"] });
    expect(data).toEqual([
      { wxid: "wxid_friend_one", relation: 0 },
      { wxid: "wxid_nobody", relation: 1 },
    ]);
  });

  it("are as many as a test wants", async () => {
    const { sim, ask, membersOf } = await setUp();
    const populated = await sim("POST", `accounts/${APP}/populate`, { contacts: 5000, groups: 300, members: 500 });
    expect(populated.body).toEqual({ friends: 5000, chatrooms: 300 });
    const { data } = await ask("/contacts/fetchContactsList");
    expect([data.friends?.length, data.chatrooms?.length]).toEqual([5000, 300]);
    expect(await membersOf(data.chatrooms?.[299] ?? "")).toHaveLength(500);
    expect((await sim("POST", `accounts/${APP}/populate`, { contacts: -1 })).status).toBe(400);
  });
});
