import type { Vendor } from "../endpoint.ts";
import { HEAD_IMAGE, personAnswer } from "../endpoints/person-answer.ts";
import type { SimAccount } from "../state/accounts.ts";
import type { SimGroup } from "../state/groups.ts";
import { deliver } from "./deliver.ts";
import { messageCallback } from "./message.ts";

/** Tells an account that a contact changed, as `ModContacts` does. */
export function tellContactChanged(vendor: Vendor, account: SimAccount, wxid: string): void {
  const { nickName, alias, signature, remarks } = vendor.people.get(wxid);
  tell(vendor, account, "ModContacts", {
    UserName: { string: wxid },
    NickName: { string: nickName },
    Alias: alias,
    Signature: signature,
    Remark: remarks[account.appId] ? { string: remarks[account.appId] } : {},
    Sex: 0,
    BigHeadImgUrl: HEAD_IMAGE,
    SmallHeadImgUrl: HEAD_IMAGE,
    EncryptUserName: `v3_${wxid}@stranger`,
  });
}

/** Tells every account in a group that the group changed. */
export function tellGroupChanged(vendor: Vendor, groupId: string, group: SimGroup): void {
  const members = new Set(group.members.map(({ wxid }) => wxid));
  for (const account of vendor.accounts.all()) {
    if (!members.has(account.wxid)) continue;
    tell(vendor, account, "ModContacts", {
      UserName: { string: groupId },
      NickName: { string: group.name },
      Remark: {},
      ChatRoomOwner: group.owner,
      ChatroomMaxCount: 500,
    });
  }
}

/** Tells every account in a group who is new in it; each gets the notice in its own view (`way`: how they came). */
export function tellJoined(
  vendor: Vendor,
  groupId: string,
  group: SimGroup,
  { wxids, by, way }: { wxids: readonly string[]; by: string; way: "invite" | "code" },
): void {
  const members = new Set(group.members.map(({ wxid }) => wxid));
  if (wxids.length === 0) return;
  for (const account of vendor.accounts.all()) {
    if (!members.has(account.wxid)) continue;
    const named = (wxid: string) => ({ wxid, name: nameOf(vendor, account, wxid) });
    const joined = {
      members: wxids.filter((wxid) => wxid !== account.wxid).map(named),
      self: wxids.includes(account.wxid),
      by: by === account.wxid ? ("self" as const) : named(by),
      way,
      form: "template" as const,
      language: "zh-CN" as const,
    };
    const notice = { appId: account.appId, from: by, room: groupId, kind: "groupJoined" as const, joined };
    callBack(
      vendor,
      account,
      messageCallback(account, { ...notice, text: "", mentions: [], repeat: 1 }, vendor.clock.now()).body,
    );
  }
}

/** Own accounts have a name of their own. */
function nameOf(vendor: Vendor, account: SimAccount, wxid: string): string {
  const own = vendor.accounts.all().find((other) => other.wxid === wxid);
  return own?.nickName ?? personAnswer(vendor, account, wxid).nickName;
}

/** Tells an account that a contact was deleted, or that it is in a group no longer. */
export function tellGone(vendor: Vendor, account: SimAccount, id: string): void {
  tell(vendor, account, "DelContacts", { UserName: { string: id }, DeleteContactScen: 0 });
}

function tell(vendor: Vendor, account: SimAccount, type: string, data: object): void {
  callBack(vendor, account, JSON.stringify({ TypeName: type, Appid: account.appId, Wxid: account.wxid, Data: data }));
}

/** The vendor answers a call without waiting for the callbacks that it causes. */
function callBack(vendor: Vendor, account: SimAccount, body: string): void {
  if (!account.online || vendor.settings.callbackUrl() === undefined) return;
  deliver(vendor, account, body).catch((error: unknown) => console.error("a callback was not delivered", error));
}
