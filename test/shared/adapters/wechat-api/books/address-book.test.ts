import { describe, expect, it } from "vitest";
import { stringifyLossless } from "../../../../../local/lossless-json.ts";
import { createAddressBook } from "../../../../../shared/adapters/wechat-api/books/address-book.ts";

function setUp(data: unknown, ret = 200, msg = "") {
  const asked: { path: string; body: unknown; timeoutMs: number }[] = [];
  const addressBook = createAddressBook({
    credentials: async () => ({ baseUrl: "https://gateway.example.com", token: "t" }),
    postJson: async (url, _headers, body, timeoutMs) => {
      asked.push({ path: url.pathname, body: JSON.parse(body), timeoutMs });
      return { type: "answer", status: 200, text: stringifyLossless({ ret, msg, data }) };
    },
    timeoutMs: 10,
    listTimeoutMs: 40,
  });
  return { addressBook, asked };
}

describe("the gateway's address book", () => {
  it("lists all ids, and has patience for it", async () => {
    const { addressBook, asked } = setUp({ friends: ["a"], chatrooms: ["1@chatroom"], ghs: null });
    expect(await addressBook.ids("wx_a")).toEqual({ people: ["a"], groups: ["1@chatroom"], officials: [] });
    expect(asked).toEqual([{ path: "/contacts/fetchContactsList", body: { appId: "wx_a" }, timeoutMs: 40 }]);
    expect(await setUp({}).addressBook.ids("wx_a")).toEqual({ people: [], groups: [], officials: [] });
  });

  it("tells of people, whatever the vendor leaves out", async () => {
    const { addressBook, asked } = setUp([
      { userName: "a", nickName: "安", remark: "老安", alias: "an", smallHeadImgUrl: "s", bigHeadImgUrl: "b" },
      { userName: "b", nickName: null, bigHeadImgUrl: "big" },
      { userName: null, nickName: "nobody" },
    ]);
    expect(await addressBook.people("wx_a", ["a", "b", "c"])).toEqual([
      { wxid: "a", nickname: "安", remark: "老安", alias: "an", avatarUrl: "s" },
      { wxid: "b", nickname: "", remark: "", alias: "", avatarUrl: "big" },
    ]);
    expect(asked[0]).toMatchObject({ body: { appId: "wx_a", wxids: ["a", "b", "c"] }, timeoutMs: 10 });
    expect(await setUp(null).addressBook.people("wx_a", ["a"])).toEqual([]);
  });

  it("tells of a group with its members", async () => {
    const { addressBook } = setUp({
      chatroomId: "1@chatroom",
      nickName: "客户群",
      chatRoomOwner: "a",
      memberList: [
        { wxid: "a", nickName: "安", displayName: "群主" },
        { wxid: "b", nickName: null, displayName: null },
      ],
    });
    expect(await addressBook.group("wx_a", "1@chatroom")).toEqual({
      group: { id: "1@chatroom", name: "客户群", remark: "", owner: "a", memberCount: 2, avatarUrl: "" },
      members: [
        { wxid: "a", nickname: "安", displayName: "群主" },
        { wxid: "b", nickname: "", displayName: "" },
      ],
    });
    expect(await setUp({}).addressBook.group("wx_a", "1@chatroom")).toMatchObject({ members: [] });
  });

  it("says what the gateway refuses", async () => {
    const { addressBook } = setUp(undefined, 500, "获取群信息失败: 不在群聊中");
    await expect(addressBook.group("wx_a", "1@chatroom")).rejects.toMatchObject({ code: "refused" });
    const offline = setUp(undefined, -1, "已离线").addressBook;
    await expect(offline.ids("wx_a")).rejects.toMatchObject({ code: "account-offline" });
  });
});
