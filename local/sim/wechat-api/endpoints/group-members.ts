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
import { changing, inGroup, mayManage } from "./group-call.ts";

/** Making groups, getting into them and out of them; the accounts in them are told. */
export const groupMemberBehaviours: Behaviours = {
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

/** The wxids of a comma list. */
function listed(body: Body): string[] {
  return text(body, "wxids")
    .split(",")
    .filter((wxid) => wxid !== "");
}

/** A group that did not exist before gets the account as its new member. */
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

/** Joins a group of a stranger. */
function joining(way: "invite" | "code"): Behaviour {
  return {
    answer(vendor, _body, account) {
      const stranger = { ...account, wxid: "wxid_stranger", friends: [] };
      return enter(vendor, account, newGroup(stranger, "新加入的群", []), way);
    },
  };
}

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
