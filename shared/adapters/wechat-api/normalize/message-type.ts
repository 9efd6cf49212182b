import { integerIn, UNREADABLE } from "./fields.ts";

/** `MsgType` of a plain text, of an app message, and of notices as a sentence and in XML. */
export const TEXT = 1;
export const APP_MESSAGE = 49;
export const NOTICE = 10_000;
export const SYSTEM_MESSAGE = 10_002;

/** Names of `MsgType`s in flat envelopes, without their separators. What an app message is, its XML says. */
const NAMED: ReadonlyMap<string, number> = new Map([
  ...named(TEXT, "text"),
  ...named(3, "image", "img", "pic", "picture"),
  ...named(34, "voice", "audio"),
  ...named(37, "friendrequest", "verify", "verifymsg", "addfriend", "friendverify"),
  ...named(42, "card", "namecard", "contactcard", "businesscard", "sharecard"),
  ...named(43, "video"),
  ...named(47, "emoji", "emoticon", "sticker", "emotion", "gif"),
  ...named(48, "location", "position"),
  ...named(APP_MESSAGE, "app", "appmsg", "appmessage", "share", "xml", "link", "url", "file", "miniprogram", "miniapp"),
  ...named(APP_MESSAGE, "applet", "weapp", "quote", "refer", "reference", "refermsg", "transfer", "redpacket"),
  ...named(APP_MESSAGE, "hongbao", "redenvelope", "music", "record", "chatrecord", "chathistory", "note", "finder"),
  ...named(APP_MESSAGE, "channel", "channels", "videochannel", "live", "solitaire"),
  ...named(50, "voip", "call"),
  ...named(66, "openimcard", "wecomcard", "workcard"),
  ...named(NOTICE, "system", "sys", "sysnotice", "systemnotice", "notice", "tips", "tip"),
  ...named(SYSTEM_MESSAGE, "sysmsg", "systemmessage", "sysmessage", "revoke", "recall", "revokemsg", "pat"),
]);

function named(type: number, ...names: string[]): [string, number][] {
  return names.map((name) => [name, type]);
}

const SYSMSG = /^\s*(?:[\w.@-]{1,128}:\s*)?<sysmsg\b/;

/** The `MsgType` by its number or its name; `undefined` where it is missing or cannot be read. */
export function messageTypeIn(value: unknown, content: string | typeof UNREADABLE): number | undefined {
  const type = integerIn(value);
  if (type !== UNREADABLE) return type;
  const found = typeof value === "string" ? NAMED.get(value.toLowerCase().replace(/[\s_-]/g, "")) : undefined;
  const isNotice = found === NOTICE || found === SYSTEM_MESSAGE;
  if (!isNotice || content === UNREADABLE) return found;
  return SYSMSG.test(content) ? SYSTEM_MESSAGE : NOTICE;
}
