import { xmlText } from "../../../xml-text.ts";
import { type Join, joinNotice } from "./join-notice.ts";

/** Kinds of message that the simulator can make; `text` fills the place that a reader would look at first. */
export const MESSAGE_KINDS = [
  "text",
  "image",
  "voice",
  "friendRequest",
  "card",
  "video",
  "emoji",
  "location",
  "link",
  "groupInvitation",
  "file",
  "fileAnnounced",
  "miniProgram",
  "channelVideo",
  "quote",
  "transfer",
  "redPacket",
  "notice",
  "revoke",
  "pat",
  "groupJoined",
  "appText",
  "solitaire",
  "music",
  "videoShare",
  "note",
  "chatRecord",
  "realtimeLocation",
  "channelCard",
  "live",
  "announcement",
  "appPat",
  "redPacketCover",
  "wecomCard",
  "call",
  "redPacketNotice",
  "friendAdded",
  "friendLost",
  "memberLeft",
  "joinApplication",
] as const;
export type SimMessageKind = (typeof MESSAGE_KINDS)[number];

type Content = { msgType: number; content: string };
type About = { from: string; text: string; joined: Join };

/** `MsgType` and `Content` of a message, as WeChat writes them for its kind. */
export function inboundContent(
  message: Pick<About, "from" | "text"> & { kind: SimMessageKind; joined?: Join | undefined },
): Content {
  const { kind, from, text } = message;
  return CONTENTS[kind]({
    from: xmlText(from),
    text: kind === "text" ? text : xmlText(text),
    joined: message.joined ?? { ...BY_INVITATION, members: [{ wxid: from, name: text || from }] },
  });
}

const BY_INVITATION = { self: false, way: "invite", form: "template", language: "zh-CN" } as const;

const CONTENTS: Readonly<Record<SimMessageKind, (about: About) => Content>> = {
  text: ({ text }) => ({ msgType: 1, content: text }),
  image: () => ({ msgType: 3, content: '<msg><img aeskey="00" cdnmidimgurl="00" length="2998" md5="00" /></msg>' }),
  voice: ({ from }) => ({
    msgType: 34,
    content: `<msg><voicemsg endflag="1" voiceformat="4" voicelength="2540" length="3600" aeskey="00" voiceurl="00" fromusername="${from}" /></msg>`,
  }),
  friendRequest: ({ from, text }) => ({
    msgType: 37,
    content: `<msg fromusername="${from}" encryptusername="v3_${from}@stranger" fromnickname="${from}" content="${text}" scene="30" ticket="v4_${from}@stranger"></msg>`,
  }),
  card: ({ text }) => ({
    msgType: 42,
    content: `<msg username="v3_00@stranger" nickname="${text}" alias="" sex="0" antispamticket="v4_00@stranger" />`,
  }),
  video: ({ from }) => ({
    msgType: 43,
    content: `<msg><videomsg aeskey="00" cdnvideourl="00" length="611755" playlength="3" fromusername="${from}" md5="00" /></msg>`,
  }),
  emoji: ({ from }) => ({
    msgType: 47,
    content: `<msg><emoji fromusername = "${from}" type="2" md5="cc56728d56c730ddae52baffe941ed86" len = "211797" ></emoji></msg>`,
  }),
  location: ({ text }) => ({
    msgType: 48,
    content: `<msg><location x="39.903740" y="116.397827" scale="15" label="${text}" poiname="${text}" /></msg>`,
  }),
  link: ({ text }) => appMessage(5, text, "<url>https://mp.weixin.qq.com/s?a=1&amp;b=2</url>"),
  groupInvitation: ({ text }) =>
    appMessage(
      5,
      "邀请你加入群聊",
      `<des>${text}</des><url>https://support.weixin.qq.com/cgi-bin/mmsupport-bin/addchatroombyinvite?ticket=local</url>`,
    ),
  file: ({ text }) => appMessage(6, text, "<appattach><totallen>8939</totallen><attachid>00</attachid></appattach>"),
  fileAnnounced: ({ text }) => appMessage(74, text, "<appattach><totallen>8939</totallen></appattach>"),
  miniProgram: ({ text }) =>
    appMessage(33, text, "<weappinfo><username>gh_local@app</username><appid>wx_local</appid></weappinfo>"),
  channelVideo: ({ text }) =>
    appMessage(
      51,
      "当前微信版本不支持展示该内容，请升级至最新版本。",
      `<finderFeed><objectId>14195037502970006000</objectId><desc>${text}</desc></finderFeed>`,
    ),
  quote: ({ text, from }) =>
    appMessage(
      57,
      text,
      `<refermsg><type>1</type><svrid>3617029648443513152</svrid><fromusr>${from}</fromusr><displayname>${from}</displayname><content>before</content></refermsg>`,
    ),
  transfer: ({ text }) =>
    appMessage(
      2000,
      "微信转账",
      `<wcpayinfo><paysubtype>1</paysubtype><feedesc>￥0.10</feedesc><pay_memo>${text}</pay_memo></wcpayinfo>`,
    ),
  redPacket: ({ text }) => appMessage(2001, "微信红包", `<wcpayinfo><sendertitle>${text}</sendertitle></wcpayinfo>`),
  notice: ({ text }) => ({ msgType: 10_000, content: text }),
  revoke: ({ from, text }) => ({
    msgType: 10_002,
    content: `<sysmsg type="revokemsg"><revokemsg><session>${from}</session><newmsgid>${text || "7773749793478223190"}</newmsgid><replacemsg>"${from}" 撤回了一条消息</replacemsg></revokemsg></sysmsg>`,
  }),
  pat: ({ from, text }) => ({
    msgType: 10_002,
    content: `<sysmsg type="pat"><pat><fromusername>${from}</fromusername><template>${text}</template></pat></sysmsg>`,
  }),
  groupJoined: ({ joined }) => joinNotice(joined),
  appText: ({ text }) => appMessage(1, text, ""),
  solitaire: ({ text }) => appMessage(53, `#接龙\n${text}`, ""),
  music: ({ text }) => appMessage(3, text, PAGE),
  videoShare: ({ text }) => appMessage(4, text, PAGE),
  note: ({ from, text }) => appMessage(24, "笔记", record(from, text)),
  chatRecord: ({ from, text }) => appMessage(19, "群聊的聊天记录", `<des>${from}: ${text}</des>${record(from, text)}`),
  realtimeLocation: ({ text }) => appMessage(17, text || "我发起了位置共享", ""),
  channelCard: ({ text }) =>
    appMessage(
      50,
      NEWER,
      `<findernamecard><username>v2_00@finder</username><nickname>${text}</nickname></findernamecard>`,
    ),
  live: ({ text }) =>
    appMessage(
      63,
      NEWER,
      `<finderLive><finderLiveID>2060000000000000001</finderLiveID><desc>${text}</desc></finderLive>`,
    ),
  announcement: ({ text }) => appMessage(87, "群公告", `<textannouncement>${text}</textannouncement>`),
  appPat: ({ from, text }) =>
    appMessage(62, text, `<patMsg><records><record><fromUser>${from}</fromUser></record></records></patMsg>`),
  redPacketCover: ({ text }) => appMessage(2003, text, PAGE),
  wecomCard: ({ text }) => ({
    msgType: 66,
    content: `<msg username="25984980000000001@openim" nickname="${text}" openimdesc="某某公司" />`,
  }),
  call: ({ text }) => ({
    msgType: 50,
    content: `<voipmsg type="VoIPBubbleMsg"><VoIPBubbleMsg><msg>${text || "通话时长 00:33"}</msg><room_type>1</room_type></VoIPBubbleMsg></voipmsg>`,
  }),
  redPacketNotice: () => ({ msgType: 10_000, content: "收到红包，请在手机上查看" }),
  friendAdded: ({ from, text }) => ({ msgType: 10_000, content: `你已添加了${text || from}，现在可以开始聊天了。` }),
  friendLost: ({ from, text }) => ({
    msgType: 10_000,
    content: `${text || from}开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。<a href="weixin://findfriend/verifycontact">发送朋友验证</a>`,
  }),
  memberLeft: ({ from, text }) => ({ msgType: 10_000, content: `"${text || from}"退出了群聊` }),
  joinApplication: ({ from, text }) => ({
    msgType: 10_002,
    content: `<sysmsg type="NewXmlChatRoomAccessVerifyApplication"><NewXmlChatRoomAccessVerifyApplication><text>"${from}"想邀请1位朋友加入群聊</text><link><ticket>local</ticket><invitationreason>${text}</invitationreason><inviterusername>${from}</inviterusername><memberlist><memberlistsize>1</memberlistsize><member><username>wxid_guest</username><nickname>客人</nickname></member></memberlist></link></NewXmlChatRoomAccessVerifyApplication></sysmsg>`,
  }),
};

const PAGE = "<des>描述</des><url>https://play.example.com/1?a=1&amp;b=2</url>";
const NEWER = "当前微信版本不支持展示该内容，请升级至最新版本。";

/** One message of a record, escaped as text of its message. */
function record(from: string, text: string): string {
  const item = `<dataitem datatype="1"><datadesc>${text}</datadesc><sourcename>${from}</sourcename><sourcetime>2026-7-5 10:11</sourcetime></dataitem>`;
  return `<recorditem>${xmlText(`<recordinfo><datalist count="1">${item}</datalist></recordinfo>`)}</recorditem>`;
}

function appMessage(type: number, title: string, rest: string): Content {
  return {
    msgType: 49,
    content: `<msg><appmsg appid="" sdkver="0"><title>${title}</title><type>${type}</type>${rest}</appmsg></msg>`,
  };
}
