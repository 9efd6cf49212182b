import type { Vendor } from "../endpoint.ts";
import type { SimAccount } from "../state/accounts.ts";

export const HEAD_IMAGE = "https://media.example.com/head.png";

/** What the vendor says of a person or a group. */
export function personAnswer(vendor: Vendor, account: SimAccount, id: string) {
  const { nickName, alias, signature, remarks } = id.endsWith("@chatroom")
    ? {
        nickName: vendor.groups.of(account, id).name,
        alias: "",
        signature: "",
        remarks: vendor.groups.of(account, id).remarks,
      }
    : vendor.people.get(id);
  return {
    userName: id,
    nickName: id === account.wxid ? account.nickName : nickName,
    sex: 0,
    remark: remarks[account.appId] ?? "",
    alias,
    signature,
    country: "",
    labelList: "",
    bigHeadImgUrl: HEAD_IMAGE,
    smallHeadImgUrl: HEAD_IMAGE,
  };
}
