import type { InboundMessage } from "../../messages/domain/inbound-message.ts";

/**
 * WeChat's own services: names that the clients take for people of the address book. From the list of special users of
 * WeChat's web client (`SpecialUsers`, `wx.qq.com`), which itchat and wechaty hold too, and from reports of what phones
 * are sent besides it.
 */
const SERVICES: ReadonlySet<string> = new Set([
  "weixin",
  "filehelper",
  "fmessage",
  "medianote",
  "floatbottle",
  "newsapp",
  "qmessage",
  "qqmail",
  "qqsync",
  "qqfriend",
  "tmessage",
  "weibo",
  "lbsapp",
  "shakeapp",
  "readerapp",
  "blogapp",
  "blogappweixin",
  "facebookapp",
  "linkedinplugin",
  "masssendapp",
  "meishiapp",
  "feedsapp",
  "cardpackage",
  "voip",
  "voipapp",
  "voicevoipapp",
  "voiceinputapp",
  "brandsessionholder",
  "brandservicesessionholder",
  "weixinreminder",
  "officialaccounts",
  "notification_messages",
  "notifymessage",
  "appbrandcustomerservicemsg",
  "appbrand_notify_message",
  "opencustomerservicemsg",
  "topstoryapp",
  "helper_entry",
  "pc_share",
  "exmail_tool",
  "mphelper",
  "mmpay",
  "wxitil",
  "userexperience_alarm",
]);

/** How the ids of Official Accounts begin. */
const OFFICIAL = "gh_";

/** Whether a wxid is that of one of WeChat's own services. */
export function isService(wxid: string): boolean {
  return SERVICES.has(wxid);
}

/**
 * Whether one of WeChat's services or an Official Account wrote a message, instead of a person. A friend request comes
 * from a service and is a person's.
 */
export function isFromService({ kind, chat, sender, conversationId }: InboundMessage): boolean {
  if (kind === "friend-request") return false;
  const writer = sender || (chat === "private" ? conversationId : "");
  return isService(writer) || writer.startsWith(OFFICIAL);
}
