import type { InboundMessage, MessageHead } from "../../../messages/domain/inbound-message.ts";
import { isGroup } from "./address.ts";
import type { ContactData, VendorCallback } from "./callback-body.ts";

/** The head of a callback that is no message: it belongs to `conversationId`, if to any, and has no id of its own. */
export function normalizeEvent(callback: VendorCallback, receivedAt: number, conversationId = ""): MessageHead {
  return {
    appId: callback.appId,
    wxid: callback.wxid,
    conversationId,
    chat: isGroup(conversationId) ? "group" : "private",
    sender: "",
    fromSelf: false,
    sentAt: receivedAt,
    mentions: [],
  };
}

/** A contact or group that was changed or deleted; `undefined` when the callback does not say which. */
export function normalizeContact(
  callback: VendorCallback & { data: ContactData; type: "ModContacts" | "DelContacts" },
  receivedAt: number,
): InboundMessage | undefined {
  const { data } = callback;
  const username = data.UserName;
  if (username === "") return undefined;
  const head = normalizeEvent(callback, receivedAt, username);
  if (callback.type === "DelContacts") {
    return isGroup(username) ? { ...head, kind: "group-left" } : { ...head, kind: "contact-deleted", username };
  }
  if (isGroup(username)) return { ...head, kind: "group-changed", name: data.NickName, owner: data.ChatRoomOwner };
  return {
    ...head,
    kind: "contact-changed",
    username,
    nickname: data.NickName,
    remark: data.Remark,
    avatarUrl: data.BigHeadImgUrl || data.SmallHeadImgUrl,
    signature: data.Signature,
    country: data.Country,
    province: data.Province,
    city: data.City,
    sex: data.Sex,
    v3: data.EncryptUserName,
  };
}
