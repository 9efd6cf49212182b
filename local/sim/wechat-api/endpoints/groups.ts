import { randomInt } from "node:crypto";
import { tellGone, tellGroupChanged, tellJoined } from "../callbacks/changes.ts";
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
} from "../endpoint.ts";
import type { SimAccount } from "../state/accounts.ts";
import { newGroup, type SimGroup } from "../state/groups.ts";
import { HEAD_IMAGE, personAnswer } from "./person-answer.ts";

type Call = { vendor: Vendor; body: Body; account: SimAccount; groupId: string; group: SimGroup };

/** Answers about a group that the account is in; anything else is the vendor's refusal. */
function inGroup(answer: (call: Call) => Answer): Behaviour {
  return {
    answer(vendor, body, account) {
      const groupId = text(body, "chatroomId");
      if (!account.chatrooms.includes(groupId)) return failed("获取群信息失败: 不在群聊中");
      return answer({ vendor, body, account, groupId, group: vendor.groups.of(account, groupId) });
    },
  };
}

/** Changes a group; `undefined` refuses for want of rights. */
function changing(change: (call: Call) => Partial<SimGroup> | undefined): Behaviour {
  return inGroup((call) => {
    const changed = change(call);
    if (!changed) return failed("操作失败: 没有权限");
    const group = { ...call.group, ...changed };
    call.vendor.groups.put(call.groupId, group);
    tellGroupChanged(call.vendor, call.groupId, group);
    return ok();
  });
}

function memberList({ vendor, account, group }: Call) {
  return group.members.map(({ wxid, displayName }) => ({
    wxid,
    nickName: personAnswer(vendor, account, wxid).nickName,
    inviterUserName: null,
    memberFlag: 1,
    displayName: displayName || null,
    bigHeadImgUrl: HEAD_IMAGE,
    smallHeadImgUrl: HEAD_IMAGE,
  }));
}

const listed = (body: Body) =>
  text(body, "wxids")
    .split(",")
    .filter((wxid) => wxid !== "");
const mayManage = ({ account, group }: Call) => group.owner === account.wxid || group.admins.includes(account.wxid);

function enter(vendor: Vendor, account: SimAccount, group: SimGroup, way: "invite" | "code"): Answer {
  const groupId = newGroupId();
  const members = group.members.filter(({ wxid }) => wxid !== account.wxid);
  const entered = { ...group, members: [...members, { wxid: account.wxid, displayName: "" }] };
  vendor.groups.put(groupId, entered);
  vendor.accounts.put(account.appId, { chatrooms: [...new Set([...account.chatrooms, groupId])] });
  tellGroupChanged(vendor, groupId, entered);
  tellJoined(vendor, groupId, entered, { wxids: [account.wxid], by: group.owner, way });
  return ok({ chatroomId: groupId, chatroomName: group.name, html: "" });
}

/** Joins a group that somebody else made. */
const joining = (way: "invite" | "code"): Behaviour => ({
  answer(vendor, _body, account) {
    const stranger = { ...account, wxid: "wxid_stranger", friends: [] };
    return enter(vendor, account, newGroup(stranger, "新加入的群", []), way);
  },
});

function newGroupId(): string {
  return `${randomInt(1e10, 1e11)}@chatroom`;
}

/** The other accounts of the simulator among `wxids` get into a group or out of it. */
function move(vendor: Vendor, wxids: readonly string[], groupId: string, isIn: boolean): void {
  for (const account of vendor.accounts.all().filter(({ wxid }) => wxids.includes(wxid))) {
    const others = account.chatrooms.filter((id) => id !== groupId);
    vendor.accounts.put(account.appId, { chatrooms: isIn ? [...others, groupId] : others });
    if (!isIn) tellGone(vendor, account, groupId);
  }
}

/** The account's groups: what is changed here is what later calls see, and what the accounts in them are told. */
export const groupBehaviours: Behaviours = {
  "/group/createChatroom": {
    answer(vendor, body, account) {
      const others = texts(body, "wxids");
      if (others.length < 2) return failed("创建群聊失败: 至少需要两位好友");
      const groupId = newGroupId();
      const group = newGroup(account, "", others);
      vendor.groups.put(groupId, group);
      move(vendor, [account.wxid, ...others], groupId, true);
      tellGroupChanged(vendor, groupId, group);
      tellJoined(vendor, groupId, group, { wxids: others, by: account.wxid, way: "invite" });
      return ok({ headImgBase64: "", chatroomId: groupId });
    },
  },
  "/group/getChatroomInfo": inGroup((call) =>
    ok({
      ...personAnswer(call.vendor, call.account, call.groupId),
      chatroomId: call.groupId,
      chatRoomNotify: 1,
      chatRoomOwner: call.group.owner,
      memberList: memberList(call),
    }),
  ),
  "/group/getChatroomMemberList": inGroup((call) =>
    ok({ memberList: memberList(call), chatroomOwner: call.group.owner, adminWxid: call.group.admins }),
  ),
  "/group/modifyChatroomName": changing(({ body }) => ({ name: text(body, "chatroomName") })),
  "/group/modifyChatroomRemark": inGroup(({ vendor, body, account, groupId, group }) => {
    const remarks = { ...group.remarks, [account.appId]: text(body, "chatroomRemark") };
    vendor.groups.put(groupId, { ...group, remarks });
    return ok();
  }),
  "/group/modifyChatroomNickNameForSelf": changing(({ body, account, group }) => ({
    members: group.members.map((member) =>
      member.wxid === account.wxid ? { ...member, displayName: text(body, "nickName") } : member,
    ),
  })),
  "/group/inviteMember": inGroup(({ vendor, body, account, groupId, group: before }) => {
    const known = new Set(before.members.map(({ wxid }) => wxid));
    const wxids = listed(body).filter((wxid) => !known.has(wxid));
    move(vendor, wxids, groupId, true);
    const group = { ...before, members: [...before.members, ...wxids.map((wxid) => ({ wxid, displayName: "" }))] };
    vendor.groups.put(groupId, group);
    tellGroupChanged(vendor, groupId, group);
    tellJoined(vendor, groupId, group, { wxids, by: account.wxid, way: "invite" });
    return ok();
  }),
  "/group/removeMember": changing((call) => {
    if (!mayManage(call)) return undefined;
    const removed = listed(call.body);
    move(call.vendor, removed, call.groupId, false);
    return { members: call.group.members.filter(({ wxid }) => !removed.includes(wxid)) };
  }),
  "/group/setChatroomAnnouncement": changing((call) => {
    const { vendor, body, account } = call;
    if (!mayManage(call)) return undefined;
    return { announcement: { text: text(body, "content"), editor: account.wxid, at: vendor.clock.now() } };
  }),
  "/group/getChatroomAnnouncement": inGroup(({ group: { announcement } }) =>
    ok({
      announcement: announcement?.text ?? "",
      announcementEditor: announcement?.editor ?? "",
      publishTime: Math.floor((announcement?.at ?? 0) / 1000),
    }),
  ),
  "/group/adminOperate": changing((call) => {
    const { body, group, account } = call;
    if (group.owner !== account.wxid) return undefined;
    const wxids = texts(body, "wxids");
    const others = group.admins.filter((wxid) => !wxids.includes(wxid));
    if (body.operType === 3) return { owner: wxids[0] ?? group.owner, admins: others };
    return { admins: body.operType === 1 ? [...others, ...wxids] : others };
  }),
  "/group/saveContractList": inGroup(({ vendor, body, account, groupId, group }) => {
    const others = group.unsavedBy.filter((appId) => appId !== account.appId);
    vendor.groups.put(groupId, { ...group, unsavedBy: body.operType === 3 ? others : [...others, account.appId] });
    return ok();
  }),
  "/group/getChatroomQrCode": inGroup(() => ok({ qrBase64: "iVBORw0KGgo=", qrTips: "该二维码7天内有效" })),
  "/group/pinChat": inGroup(() => ok()),
  "/group/setMsgSilence": inGroup(() => ok()),
  "/group/joinRoomUsingQRCode": joining("code"),
  "/group/agreeJoinRoom": joining("invite"),
  "/group/quitChatroom": inGroup(({ vendor, account, groupId, group }) => {
    const left = { ...group, members: group.members.filter(({ wxid }) => wxid !== account.wxid) };
    vendor.groups.put(groupId, left);
    move(vendor, [account.wxid], groupId, false);
    tellGroupChanged(vendor, groupId, left);
    return ok();
  }),
};
