import type { InboundMessage, MessageHead } from "../../../messages/domain/inbound-message.ts";
import { isGroup } from "./address.ts";
import type { ContactData, VendorCallback } from "./callback-body.ts";
import { membersOf } from "./envelope.ts";
import { spareInteger, spareText } from "./fields.ts";

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
  const member = membersOf(callback.data);
  const text = (...names: readonly [string, ...string[]]) => spareText(member(...names));
  const username = text("UserName", "wxid");
  if (username === "") return undefined;
  const head = normalizeEvent(callback, receivedAt, username);
  if (callback.type === "DelContacts") {
    return isGroup(username) ? { ...head, kind: "group-left" } : { ...head, kind: "contact-deleted", username };
  }
  if (isGroup(username))
    return { ...head, kind: "group-changed", name: text("NickName"), owner: text("ChatRoomOwner") };
  return {
    ...head,
    kind: "contact-changed",
    username,
    nickname: text("NickName"),
    remark: text("Remark"),
    avatarUrl: text("BigHeadImgUrl") || text("SmallHeadImgUrl"),
    signature: text("Signature"),
    country: text("Country"),
    province: text("Province"),
    city: text("City"),
    sex: spareInteger(member("Sex")),
    v3: text("EncryptUserName"),
  };
}
