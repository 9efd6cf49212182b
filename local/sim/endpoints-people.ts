import { randomInt } from "node:crypto";
import type { SimAccount } from "./accounts.ts";
import {
  type Answer,
  type Behaviour,
  type Behaviours,
  type Body,
  failed,
  ok,
  text,
  texts,
  type Vendor,
} from "./endpoint.ts";

const HEAD_IMAGE = "https://media.example.com/head.png";

type Respond = (account: SimAccount, body: Body, vendor: Vendor) => Answer;

function behave(answer: Respond): Behaviour {
  return { answer: (vendor, body, account) => answer(account, body, vendor) };
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
function inGroup(
  answer: (account: SimAccount, chatroomId: string, body: Body, vendor: Vendor) => Answer = () => ok(),
): Behaviour {
  return behave((account, body, vendor) => {
    const chatroomId = text(body, "chatroomId");
    return account.chatrooms.includes(chatroomId)
      ? answer(account, chatroomId, body, vendor)
      : failed("获取群信息失败: 不在群聊中");
  });
}

const addressBook = behave(({ friends, chatrooms }) => ok({ friends, chatrooms, ghs: ["weixin"] }));
const people = behave((_account, body) => ok(texts(body, "wxids").map((id) => person(id))));

/** The account itself, its contacts and its groups. */
export const peopleBehaviours: Behaviours = {
  "/personal/getProfile": behave(({ wxid, nickName }) =>
    ok({ ...person(wxid, nickName), wxid, alias: wxid, mobile: "", uin: 1_000_000_000, province: "", city: "" }),
  ),
  "/contacts/fetchContactsList": addressBook,
  "/contacts/fetchContactsListCache": addressBook,
  "/contacts/getBriefInfo": people,
  "/contacts/getDetailInfo": people,
  "/contacts/deleteFriend": behave((account, body, { accounts }) => {
    accounts.put(account.appId, { friends: account.friends.filter((wxid) => wxid !== body.wxid) });
    return ok();
  }),
  "/group/createChatroom": behave((account, body, { accounts }) => {
    if (texts(body, "wxids").length < 2) return failed("创建群聊失败: 至少需要两位好友");
    const chatroomId = `${randomInt(1e10, 1e11)}@chatroom`;
    accounts.put(account.appId, { chatrooms: [...account.chatrooms, chatroomId] });
    return ok({ headImgBase64: "", chatroomId });
  }),
  "/group/getChatroomInfo": inGroup((account, chatroomId) =>
    ok({
      ...person(chatroomId, `group ${chatroomId}`),
      chatroomId,
      chatRoomNotify: 1,
      chatRoomOwner: account.wxid,
      memberList: members(account),
    }),
  ),
  "/group/getChatroomMemberList": inGroup((account) =>
    ok({ memberList: members(account), chatroomOwner: account.wxid, adminWxid: null }),
  ),
  "/group/modifyChatroomName": inGroup(),
  "/group/modifyChatroomRemark": inGroup(),
  "/group/inviteMember": inGroup(),
  "/group/removeMember": inGroup(),
  "/group/setChatroomAnnouncement": inGroup(),
  "/group/quitChatroom": inGroup((account, chatroomId, _body, { accounts }) => {
    accounts.put(account.appId, { chatrooms: account.chatrooms.filter((id) => id !== chatroomId) });
    return ok();
  }),
};
