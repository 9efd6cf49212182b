import type { SimAccount } from "./accounts.ts";
import { deliver } from "./deliver.ts";
import type { Vendor } from "./endpoint.ts";
import type { SimGroup } from "./groups.ts";
import { HEAD_IMAGE } from "./person-answer.ts";

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

/** Tells an account that a contact was deleted, or that it is in a group no longer. */
export function tellGone(vendor: Vendor, account: SimAccount, id: string): void {
  tell(vendor, account, "DelContacts", { UserName: { string: id }, DeleteContactScen: 0 });
}

/** The vendor answers a call without waiting for the callbacks that it causes. */
function tell(vendor: Vendor, account: SimAccount, type: string, data: object): void {
  if (!account.online || vendor.settings.callbackUrl() === undefined) return;
  const body = JSON.stringify({ TypeName: type, Appid: account.appId, Wxid: account.wxid, Data: data });
  deliver(vendor, account, body).catch((error: unknown) => console.error("a callback was not delivered", error));
}
