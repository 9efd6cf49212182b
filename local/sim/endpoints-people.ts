import { randomInt } from "node:crypto";
import type { SimAccount } from "./accounts.ts";
import type { Fields } from "./contract.ts";
import { type Answer, type Body, type Endpoint, failed, ok, text, texts, type Vendor } from "./endpoint.ts";

const HEAD_IMAGE = "https://media.example.com/head.png";

function row(
  path: string,
  fields: Fields,
  answer: (account: SimAccount, body: Body, vendor: Vendor) => Answer = () => ok(),
): Endpoint {
  return { path, fields, account: "online", answer: (vendor, body, account) => answer(account, body, vendor) };
}

function person(wxid: string, nickName = wxid) {
  const links = { bigHeadImgUrl: HEAD_IMAGE, smallHeadImgUrl: HEAD_IMAGE };
  return {
    userName: wxid,
    nickName,
    sex: 0,
    remark: "",
    alias: "",
    signature: "",
    country: "",
    labelList: "",
    ...links,
  };
}

function members(account: SimAccount) {
  return [account.wxid, ...account.friends].map((wxid) => ({
    wxid,
    nickName: wxid === account.wxid ? account.nickName : wxid,
    inviterUserName: null,
    memberFlag: 1,
    displayName: null,
    bigHeadImgUrl: HEAD_IMAGE,
    smallHeadImgUrl: HEAD_IMAGE,
  }));
}

/** Answers about a group that the account is in; anything else is the vendor's refusal. */
function inGroup(answer: (account: SimAccount, chatroomId: string, body: Body, vendor: Vendor) => Answer = () => ok()) {
  return (account: SimAccount, body: Body, vendor: Vendor) => {
    const chatroomId = text(body, "chatroomId");
    return account.chatrooms.includes(chatroomId)
      ? answer(account, chatroomId, body, vendor)
      : failed("获取群信息失败: 不在群聊中");
  };
}

const group = { chatroomId: "string" } as const;

/** The account itself, its contacts and its groups. */
export const peopleEndpoints: Endpoint[] = [
  row("/personal/getProfile", {}, ({ wxid, nickName }) =>
    ok({ ...person(wxid, nickName), wxid, alias: wxid, mobile: "", uin: 1_000_000_000, province: "", city: "" }),
  ),
  row("/contacts/fetchContactsList", {}, ({ friends, chatrooms }) => ok({ friends, chatrooms, ghs: ["weixin"] })),
  row("/contacts/fetchContactsListCache", {}, ({ friends, chatrooms }) => ok({ friends, chatrooms, ghs: ["weixin"] })),
  row("/contacts/getBriefInfo", { wxids: "string[]" }, (_account, body) =>
    ok(texts(body, "wxids").map((id) => person(id))),
  ),
  row("/contacts/getDetailInfo", { wxids: "string[]" }, (_account, body) =>
    ok(texts(body, "wxids").map((id) => person(id))),
  ),
  row("/contacts/setFriendRemark", { wxid: "string", remark: "string" }),
  row("/contacts/deleteFriend", { wxid: "string" }, (account, body, { accounts }) => {
    accounts.put(account.appId, { friends: account.friends.filter((wxid) => wxid !== body.wxid) });
    return ok();
  }),
  row("/contacts/addContacts", { scene: "integer", option: "integer", v3: "string", v4: "string", content: "string" }),
  row("/group/createChatroom", { wxids: "string[]" }, (account, body, { accounts }) => {
    if (texts(body, "wxids").length < 2) return failed("创建群聊失败: 至少需要两位好友");
    const chatroomId = `${randomInt(1e10, 1e11)}@chatroom`;
    accounts.put(account.appId, { chatrooms: [...account.chatrooms, chatroomId] });
    return ok({ headImgBase64: "", chatroomId });
  }),
  row(
    "/group/getChatroomInfo",
    group,
    inGroup((account, chatroomId) =>
      ok({
        ...person(chatroomId, `group ${chatroomId}`),
        chatroomId,
        chatRoomNotify: 1,
        chatRoomOwner: account.wxid,
        memberList: members(account),
      }),
    ),
  ),
  row(
    "/group/getChatroomMemberList",
    group,
    inGroup((account) => ok({ memberList: members(account), chatroomOwner: account.wxid, adminWxid: null })),
  ),
  row("/group/modifyChatroomName", { ...group, chatroomName: "string" }, inGroup()),
  row("/group/modifyChatroomRemark", { ...group, chatroomRemark: "string" }, inGroup()),
  row("/group/inviteMember", { ...group, wxids: "string", reason: "string" }, inGroup()),
  row("/group/removeMember", { ...group, wxids: "string" }, inGroup()),
  row("/group/setChatroomAnnouncement", { ...group, content: "string" }, inGroup()),
  row(
    "/group/quitChatroom",
    group,
    inGroup((account, chatroomId, _body, { accounts }) => {
      accounts.put(account.appId, { chatrooms: account.chatrooms.filter((id) => id !== chatroomId) });
      return ok();
    }),
  ),
];
