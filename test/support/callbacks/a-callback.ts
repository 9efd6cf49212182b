import { messageXml } from "./message-xml.ts";
import type { PersonalKind } from "./personal-kinds.ts";

/** The fleet's account, its friend, and a group with a third person. */
export const ACCOUNT = { appId: "wx_Aa000000000000000001", wxid: "wxid_an0000000000001" };
export const FRIEND = "wxid_bo0000000000002";
export const MEMBER = "wxid_cy0000000000003";
export const ROOM = "20000000001@chatroom";

/** What a test may set of a message. `room` puts the message into that group, written by `author`. */
export type MessageParts = {
  appId?: string;
  wxid?: string;
  from?: string;
  to?: string;
  room?: string;
  author?: string;
  /** `NewMsgId`: a bigint is written as a JSON number, everything else as it is. */
  id?: unknown;
  msgId?: unknown;
  /** Epoch seconds. */
  createTime?: unknown;
  msgSource?: string;
  imgBuf?: unknown;
};

/** A callback's body as an object; bigints stand for JSON numbers beyond 2^53. */
export type CallbackBody = { TypeName: string; Appid: string; Wxid?: unknown; Data?: Record<string, unknown> };

/** The JSON text of a callback, with its bigints as plain numbers. */
export function toJson(body: unknown): string {
  const text = JSON.stringify(body, (_key, value: unknown) => (typeof value === "bigint" ? `@int:${value}` : value));
  return text.replace(/"@int:(-?\d+)"/g, "$1");
}

function message(msgType: number, content: string, parts: MessageParts = {}): CallbackBody {
  const { room } = parts;
  const prefix = room === undefined ? "" : `${parts.author ?? MEMBER}:\n`;
  return {
    TypeName: "AddMsg",
    Appid: parts.appId ?? ACCOUNT.appId,
    Wxid: parts.wxid ?? ACCOUNT.wxid,
    Data: {
      MsgId: parts.msgId ?? 1_040_350_001,
      FromUserName: { string: parts.from ?? room ?? FRIEND },
      ToUserName: { string: parts.to ?? parts.wxid ?? ACCOUNT.wxid },
      MsgType: msgType,
      Content: { string: `${prefix}${content}` },
      Status: 3,
      ImgStatus: 1,
      ImgBuf: parts.imgBuf ?? { iLen: 0 },
      CreateTime: parts.createTime ?? 1_712_345_678,
      MsgSource: parts.msgSource ?? "<msgsource>\n\t<signature>v1_abcdefgh</signature>\n</msgsource>\n",
      PushContent: "小博 : …",
      NewMsgId: parts.id ?? 4_207_115_583_920_461_873n,
      MsgSeq: 640_350_001,
    },
  };
}

/** A notice of a group: from the group, XML with the group's id before it, plain text without. */
function notice(msgType: number, content: string, { room = ROOM, ...parts }: MessageParts = {}): CallbackBody {
  const prefix = msgType === 10_002 ? `${room}:\n` : "";
  return message(msgType, `${prefix}${content}`, { from: room, ...parts });
}

function event(typeName: string, data: Record<string, unknown> | undefined, parts: MessageParts = {}): CallbackBody {
  const body: CallbackBody = { TypeName: typeName, Appid: parts.appId ?? ACCOUNT.appId, Wxid: ACCOUNT.wxid };
  return data === undefined ? body : { ...body, Data: data };
}

type TextParts = MessageParts & { text?: string };
const JPEG = { iLen: 12, buffer: "/9j/4AAQSkZJRgABAQAA" };

const LOST =
  '小博开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。<a href="weixin://findfriend/verifycontact">发送朋友验证</a>';

/** One factory per kind, each a callback as the vendor sends it. */
export const aCallback = {
  text: ({ text = "你好", ...parts }: TextParts = {}) => message(1, text, parts),
  image: (parts: MessageParts = {}) => message(3, messageXml.image(), { imgBuf: JPEG, ...parts }),
  voice: (parts: MessageParts = {}) =>
    message(34, messageXml.voice(), { imgBuf: { iLen: 9, buffer: "AiMhU0lMS19W" }, ...parts }),
  "friend-request": (parts: MessageParts = {}) =>
    message(37, messageXml.friendRequest(), { from: "fmessage", ...parts }),
  card: (parts: MessageParts = {}) => message(42, messageXml.card(), parts),
  video: (parts: MessageParts = {}) => message(43, messageXml.video(), parts),
  emoji: (parts: MessageParts = {}) => message(47, messageXml.emoji(), parts),
  location: (parts: MessageParts = {}) => message(48, messageXml.location(), parts),
  link: (parts: MessageParts = {}) => message(49, messageXml.link(), parts),
  "group-invitation": (parts: MessageParts = {}) => message(49, messageXml.groupInvitation(), parts),
  file: (parts: MessageParts = {}) => message(49, messageXml.file(), parts),
  "file-announced": (parts: MessageParts = {}) => message(49, messageXml.fileAnnounced(), parts),
  "mini-program": (parts: MessageParts = {}) => message(49, messageXml.miniProgram(), parts),
  "video-channel": (parts: MessageParts = {}) => message(49, messageXml.videoChannel(), parts),
  quote: (parts: MessageParts = {}) => message(49, messageXml.quote(), parts),
  transfer: (parts: MessageParts = {}) => message(49, messageXml.transfer(), parts),
  "red-packet": (parts: MessageParts = {}) => message(49, messageXml.redPacket(), parts),
  "app-text": (parts: MessageParts = {}) => message(49, messageXml.appText(), parts),
  solitaire: (parts: MessageParts = {}) => message(49, messageXml.solitaire(), parts),
  music: (parts: MessageParts = {}) => message(49, messageXml.shared("3"), parts),
  "video-share": (parts: MessageParts = {}) => message(49, messageXml.shared("4"), parts),
  note: (parts: MessageParts = {}) => message(49, messageXml.record([messageXml.dataItem()], { type: "24" }), parts),
  "chat-record": (parts: MessageParts = {}) => message(49, messageXml.record([messageXml.dataItem()]), parts),
  "realtime-location": (parts: MessageParts = {}) => message(49, messageXml.realtimeLocation(), parts),
  "channel-card": (parts: MessageParts = {}) => message(49, messageXml.channelCard(), parts),
  live: (parts: MessageParts = {}) => message(49, messageXml.live(), parts),
  "red-packet-cover": (parts: MessageParts = {}) => message(49, messageXml.shared("2003"), parts),
  "wecom-card": (parts: MessageParts = {}) => message(66, messageXml.wecomCard(), parts),
  call: (parts: MessageParts = {}) => message(50, messageXml.call(), parts),
  "friend-added": ({ text = "你已添加了小博，现在可以开始聊天了。", ...parts }: TextParts = {}) =>
    message(10_000, text, parts),
  "friend-lost": ({ text = LOST, ...parts }: TextParts = {}) => message(10_000, text, parts),
  "red-packet-notice": ({ text = "收到红包，请在手机上查看", ...parts }: TextParts = {}) =>
    message(10_000, text, parts),
  "join-application": (parts: MessageParts = {}) => notice(10_002, messageXml.application(), parts),
  "member-left": ({ text = '"小雨"退出了群聊', ...parts }: TextParts = {}) => notice(10_000, text, parts),
  "removed-from-group": ({ text = '你被"小博"移出群聊', ...parts }: TextParts = {}) => notice(10_000, text, parts),
  "group-renamed": ({ text = "你修改群名为“读书会”", ...parts }: TextParts = {}) => notice(10_000, text, parts),
  "group-owner-changed": ({ text = "你已成为新群主", ...parts }: TextParts = {}) => notice(10_000, text, parts),
  revoke: (parts: MessageParts = {}) => message(10_002, messageXml.revoke(), parts),
  pat: (parts: MessageParts = {}) => message(10_002, messageXml.pat(), parts),
  "group-announcement": (parts: MessageParts = {}) =>
    message(10_002, messageXml.announcement(), { from: ACCOUNT.wxid, to: ROOM, ...parts }),
  "group-todo": (parts: MessageParts = {}) => notice(10_002, messageXml.todo(), parts),
  "member-removed": (parts: MessageParts = {}) => notice(10_002, messageXml.template(), parts),
  "group-joined": (parts: MessageParts = {}) =>
    notice(
      10_002,
      messageXml.template({ template: '你邀请"$names$"加入了群聊  $revoke$', placeholder: "names" }),
      parts,
    ),
  "group-dismissed": (parts: MessageParts = {}) =>
    notice(10_002, messageXml.template({ template: '群主"$identity$"已解散该群聊', placeholder: "identity" }), parts),
  "contact-changed": (parts: MessageParts = {}) =>
    event("ModContacts", { ...aContact(FRIEND, "小博"), EncryptUserName: "v3_020b0000000005@stranger" }, parts),
  "group-changed": (parts: MessageParts = {}) =>
    event("ModContacts", { ...aContact(ROOM, "读书会"), ChatRoomOwner: ACCOUNT.wxid }, parts),
  "contact-deleted": (parts: MessageParts = {}) =>
    event("DelContacts", { UserName: { string: FRIEND }, DeleteContactScen: 0 }, parts),
  "group-left": (parts: MessageParts = {}) =>
    event("DelContacts", { UserName: { string: ROOM }, DeleteContactScen: 0 }, parts),
  offline: (parts: MessageParts = {}) => event("Offline", undefined, parts),
  unknown: (parts: MessageParts = {}) => message(51, '<msg><op id="4"></op></msg>', parts),
} satisfies Record<PersonalKind, (parts?: never) => CallbackBody>;

/** A callback with a content of one's own. */
export const aMessage = message;
export const aNotice = notice;

function aContact(username: string, nickname: string): Record<string, unknown> {
  return {
    UserName: { string: username },
    NickName: { string: nickname },
    Sex: 1,
    ImgBuf: { iLen: 0 },
    BitMask: 4_294_967_295,
    Remark: {},
    DomainList: [{}],
    Province: "Jiangsu",
    City: "Nanjing",
    Country: "CN",
    Signature: "……",
    SnsUserInfo: { SnsFlag: 1, SnsBgobjectId: 14_300_112_233_445_566_779n },
    BigHeadImgUrl: "https://head.example.com/bo/0",
    SmallHeadImgUrl: "https://head.example.com/bo/132",
    Description: '\b\u0000\u0018\u0000"\u0000',
  };
}
