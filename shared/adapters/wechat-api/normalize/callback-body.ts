import { AppError } from "../../../kernel/domain/errors.ts";
import { parseLosslessJson } from "../../../kernel/domain/lossless-json.ts";
import { membersOf, openEnvelope } from "./envelope.ts";
import { bufferIn, type Fields, idIn, isFields, nameIn, secondsIn, spareText, textIn, UNREADABLE } from "./fields.ts";
import { messageTypeIn } from "./message-type.ts";

/** The fields of a message (`AddMsg`), typed. `CreateTime` in epoch seconds. */
export type AddMsgData = {
  MsgType: number;
  NewMsgId: string | undefined;
  MsgId: string | undefined;
  FromUserName: string;
  ToUserName: string;
  Content: string;
  CreateTime: number | undefined;
  MsgSource: string;
  PushContent: string;
  ImgBuf: string | undefined;
};

/** The fields of a contact or group (`ModContacts`, `DelContacts`) by the vendor's names. */
export type ContactData = Fields;

/** Who received a callback, and what came, kept for messages of unknown kind. */
export type Received = {
  appId: string;
  /** The account's own wxid; empty where the vendor left it out. */
  wxid: string;
  /** The vendor's `{TypeName, Data}`, or another envelope whole. */
  raw: Fields;
};

/** A callback that names its account. */
export type VendorCallback = Received &
  (
    | { type: "AddMsg"; data: AddMsgData }
    | { type: "ModContacts" | "DelContacts"; data: ContactData }
    | { type: "Offline" }
    /** An event that is in no table. */
    | { type: "other" }
    /** A message or event of which a part that it needs is missing or cannot be read; `data`: what can be. */
    | { type: "unreadable"; data?: AddMsgData }
  );

const APP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads the body of a callback. The vendor's probe, `{"testMsg": …, "token": …}`, which it sends when a callback URL is
 * set, is told apart and its token dropped. Whatever names an account is read: what cannot be understood is of type
 * `other` or `unreadable`, and is no error.
 *
 * Throws `AppError("invalid-input")`: not JSON, or no account is named; then `details` has `issues: [{ path, message }]`,
 * which quote no values.
 */
export function parseCallbackBody(text: string): { type: "probe" } | { type: "message"; callback: VendorCallback } {
  const body = parseLosslessJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (isFields(body) && !("TypeName" in body) && "testMsg" in body) return { type: "probe" };
  return { type: "message", callback: readCallback(body) };
}

/** Reads a callback that is JSON no more, its 64-bit ids as digits. Throws `invalid-input` as `parseCallbackBody`. */
export function readCallback(body: unknown): VendorCallback {
  if (!isFields(body)) throw invalid("", "must be an object");
  const { type, appId, wxid, data, raw } = openEnvelope(body);
  if (typeof appId !== "string" || !APP_ID.test(appId)) {
    throw invalid("Appid", "must be 1 to 64 letters, digits, _ or -");
  }
  const named = nameIn(wxid);
  const received = { appId, wxid: named === UNREADABLE ? "" : named, raw };
  switch (type) {
    case "AddMsg":
      return isFields(data) ? messageIn(received, data) : { ...received, type: "unreadable" };
    case "ModContacts":
    case "DelContacts":
      return isFields(data) ? { ...received, type, data } : { ...received, type: "unreadable" };
    case "Offline":
      return { ...received, type };
    case undefined:
      return { ...received, type: "unreadable" };
    default:
      return { ...received, type: "other" };
  }
}

/** A message needs its type, its two ends and one id at least; a content that is no text cannot be read. */
function messageIn(received: Received, data: Fields): VendorCallback {
  const member = membersOf(data);
  const from = nameIn(member("FromUserName", "fromUser", "fromWxid"));
  const to = nameIn(member("ToUserName", "toUser", "toWxid"));
  const content = textIn(member("Content"));
  const type = messageTypeIn(member("MsgType"), content);
  const newMsgId = idIn(member("NewMsgId"));
  const msgId = idIn(member("MsgId"));
  const message: AddMsgData = {
    MsgType: type ?? 0,
    NewMsgId: newMsgId === UNREADABLE ? undefined : newMsgId,
    MsgId: msgId === UNREADABLE ? undefined : msgId,
    FromUserName: from === UNREADABLE ? "" : from,
    ToUserName: to === UNREADABLE ? "" : to,
    Content: content === UNREADABLE ? "" : content,
    CreateTime: secondsIn(member("CreateTime")),
    MsgSource: spareText(member("MsgSource")),
    PushContent: spareText(member("PushContent")),
    ImgBuf: bufferIn(member("ImgBuf")),
  };
  const hasId = message.NewMsgId !== undefined || message.MsgId !== undefined;
  const isWhole = message.FromUserName !== "" && message.ToUserName !== "" && hasId && content !== UNREADABLE;
  return { ...received, type: type !== undefined && isWhole ? "AddMsg" : "unreadable", data: message };
}

function invalid(path: string, message: string): AppError {
  const fault = path === "" ? `the body ${message}` : `${path}: ${message}`;
  return new AppError("invalid-input", `not a callback: ${fault}`, { details: { issues: [{ path, message }] } });
}
