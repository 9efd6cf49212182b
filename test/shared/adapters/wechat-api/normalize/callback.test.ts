import { describe, expect, it } from "vitest";
import { normalizeCallback } from "../../../../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { dedupKeyOf, keyTimeOf } from "../../../../../shared/messages/domain/dedup-key.ts";
import { inboundMessageSchema } from "../../../../../shared/messages/domain/inbound-message.ts";
import {
  ACCOUNT,
  aCallback,
  FRIEND,
  MEMBER,
  type MessageParts,
  ROOM,
  toJson,
} from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody, RECEIVED_AT } from "../../../../support/callbacks/normalize-body.ts";
import { type PersonalKind, personalKinds } from "../../../../support/callbacks/personal-kinds.ts";

const factories: Record<PersonalKind, (parts?: MessageParts) => unknown> = aCallback;

const SHARE = {
  title: "晴天",
  description: "小雨",
  url: "https://play.example.com/1?a=1&b=2",
  source: "云音",
};
const RECORD = {
  title: "群聊的聊天记录",
  description: "大哈: 价格怎么样",
  items: [{ depth: 0, name: "大哈", time: "2026-7-5 10:11", type: 1, text: "价格怎么样" }],
};

const bodies: Record<PersonalKind, Record<string, unknown>> = {
  text: { text: "你好" },
  image: {
    thumbnail: "/9j/4AAQSkZJRgABAQAA",
    length: 48_213,
    md5: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    xml: messageXml.image(),
  },
  voice: { durationMs: 2540, length: 3600, buffer: "AiMhU0lMS19W", xml: messageXml.voice() },
  video: { durationSeconds: 3, length: 611_755, md5: "11112222333344445555666677778888", xml: messageXml.video() },
  emoji: {
    md5: "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    size: 211_797,
    url: "http://emoji.example.com/262/stodownload?m=9f8e&hy=SH",
    xml: messageXml.emoji(),
  },
  location: {
    latitude: 31.23969,
    longitude: 121.49977,
    label: "上海市浦东新区世纪大道1号",
    name: "东方明珠",
    xml: messageXml.location(),
  },
  card: {
    username: "v3_020b0000000001@stranger",
    nickname: "小雨",
    alias: "xiaoyu",
    avatarUrl: "http://head.example.com/big/0",
    v4: "v4_000b0000000002@stranger",
    xml: messageXml.card(),
  },
  "friend-request": {
    fromWxid: "wxid_di0000000000004",
    nickname: "阿迪",
    content: "我是阿迪",
    v3: "v3_020b0000000003@stranger",
    v4: "v4_000b0000000004@stranger",
    scene: 6,
    avatarUrl: "http://head.example.com/di/0",
    xml: messageXml.friendRequest(),
  },
  link: {
    title: "早报：今日要闻",
    description: "三分钟读完",
    url: "http://news.example.com/s?a=1&b=2#rd",
    thumbUrl: "https://img.example.com/1.jpg?x=1&y=2",
    source: "早报社",
    xml: messageXml.link(),
  },
  "group-invitation": {
    title: "邀请你加入群聊",
    description: '"小雨"邀请你加入群聊"读书会"，进入可查看详情。',
    url: "https://support.weixin.qq.com/cgi-bin/mmsupport-bin/addchatroombyinvite?ticket=AAAA%3D%3D",
    thumbUrl: "http://head.example.com/room/0",
    xml: messageXml.groupInvitation(),
  },
  file: {
    title: "季度报表.xlsx",
    extension: "xlsx",
    size: 8939,
    md5: "aaaabbbbccccddddeeeeffff00001111",
    xml: messageXml.file(),
  },
  "file-announced": {
    title: "季度报表.xlsx",
    extension: "xlsx",
    size: 8939,
    md5: "aaaabbbbccccddddeeeeffff00001111",
    xml: messageXml.fileAnnounced(),
  },
  "mini-program": {
    title: "点单助手",
    displayName: "点单",
    miniAppId: "wx0000000000000001",
    username: "gh_000000000001@app",
    pagePath: "pages/home.html?share=%7B%22i%22%3A1%7D",
    iconUrl: "http://icon.example.com/1?a=1&b=2",
    coverUrl: undefined,
    xml: messageXml.miniProgram(),
  },
  "video-channel": {
    objectId: "14300112233445566778",
    objectNonceId: "8046000000000000001_0_0",
    username: "v2_0600@finder",
    nickname: "山里人",
    avatarUrl: "https://head.example.com/finder/0",
    description: "今天的云",
    feedType: 4,
    url: "http://video.example.com/1?a=1&b=2",
    thumbUrl: "http://video.example.com/1.jpg",
    coverUrl: "http://video.example.com/2.jpg",
    width: 1080,
    height: 1920,
    durationSeconds: 10,
    xml: messageXml.videoChannel(),
  },
  quote: {
    text: "看看这个",
    quoted: {
      id: "3051877264490318211",
      type: 1,
      sender: MEMBER,
      displayName: "小雨",
      content: "明天几点？",
      shown: "明天几点？",
    },
    xml: messageXml.quote(),
  },
  transfer: {
    feeText: "￥12.50",
    transferId: "1000050000000000000000000000001",
    transactionId: "53010000000000000000000000000001",
    memo: "午饭",
    paySubtype: 1,
    payer: "",
    receiver: "wxid_an0000000000001",
    xml: messageXml.transfer(),
  },
  "red-packet": {
    title: "恭喜发财，大吉大利",
    scene: "微信红包",
    url: "wxpay://hongbao?sendid=1&ver=6",
    payMsgId: "1000039900000000000000000000001",
    xml: messageXml.redPacket(),
  },
  "app-text": { text: "今天的运动步数", source: "运动", xml: messageXml.appText() },
  solitaire: { text: "#接龙\n周六聚餐\n\n1. 小博", xml: messageXml.solitaire() },
  music: { ...SHARE, dataUrl: "https://play.example.com/1.m4a", xml: messageXml.shared("3") },
  "video-share": { ...SHARE, xml: messageXml.shared("4") },
  note: { ...RECORD, xml: messageXml.record([messageXml.dataItem()], { type: "24" }) },
  "chat-record": { ...RECORD, xml: messageXml.record([messageXml.dataItem()]) },
  "realtime-location": { title: "我发起了位置共享", xml: messageXml.realtimeLocation() },
  "channel-card": {
    username: "v2_0600@finder",
    nickname: "山里人",
    avatarUrl: "https://head.example.com/finder/0",
    xml: messageXml.channelCard(),
  },
  live: {
    username: "v2_0600@finder",
    nickname: "山里人",
    liveId: "2060000000000000001",
    description: "今晚八点",
    coverUrl: "https://img.example.com/live.jpg",
    xml: messageXml.live(),
  },
  "red-packet-cover": { title: "晴天", description: "小雨", xml: messageXml.shared("2003") },
  "wecom-card": {
    username: "25984980000000001@openim",
    nickname: "客服小王",
    company: "某某公司",
    avatarUrl: "http://head.example.com/wang/0",
    xml: messageXml.wecomCard(),
  },
  call: { media: "voice", text: "通话时长 00:33", xml: messageXml.call() },
  "friend-added": { name: "小博", notice: "你已添加了小博，现在可以开始聊天了。" },
  "friend-lost": {
    cause: "not-friend",
    notice: "小博开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。发送朋友验证",
  },
  "red-packet-notice": { what: "received", notice: "收到红包，请在手机上查看" },
  "join-application": {
    notice: '"小博"想邀请1位朋友加入群聊',
    members: [{ username: "wxid_ei0000000000005", nickname: "白水" }],
    by: { username: "wxid_bo0000000000002", nickname: "小博" },
    reason: "同事",
    ticket: "AAAA",
  },
  "member-left": { notice: '"小雨"退出了群聊', members: [{ username: "", nickname: "小雨" }] },
  "removed-from-group": { notice: '你被"小博"移出群聊', by: "小博" },
  "group-renamed": { notice: "你修改群名为“读书会”", by: "", name: "读书会" },
  "group-owner-changed": { notice: "你已成为新群主", owner: "" },
  revoke: { notice: '"小博" 撤回了一条消息', revokedMsgId: "5310284756610293847" },
  pat: { from: FRIEND, to: ACCOUNT.wxid, template: `"\${${FRIEND}}" 拍了拍我` },
  "group-announcement": {
    text: "周六九点集合",
    announcementId: "wxid_bo0000000000002_20000000001@chatroom_1712345600_1",
    xml: messageXml.announcement(),
  },
  "group-todo": {
    todoId: "related_msgid_6120394857261048577",
    title: "群公告",
    creator: MEMBER,
    operator: FRIEND,
    relatedMsgId: "6120394857261048577",
    template: `\${${FRIEND}}将你的消息设置为群待办`,
    xml: messageXml.todo(),
  },
  "member-removed": {
    notice: '你将"白水"移出了群聊',
    members: [{ username: "wxid_ei0000000000005", nickname: "白水" }],
  },
  "group-joined": {
    notice: '你邀请"白水"加入了群聊',
    members: [{ username: "wxid_ei0000000000005", nickname: "白水" }],
    by: { username: ACCOUNT.wxid, nickname: "" },
  },
  "group-dismissed": { notice: '群主"白水"已解散该群聊', by: [{ username: "wxid_ei0000000000005", nickname: "白水" }] },
  "contact-changed": {
    username: FRIEND,
    nickname: "小博",
    remark: "",
    avatarUrl: "https://head.example.com/bo/0",
    signature: "……",
    country: "CN",
    province: "Jiangsu",
    city: "Nanjing",
    sex: 1,
    v3: "v3_020b0000000005@stranger",
  },
  "group-changed": { name: "读书会", owner: ACCOUNT.wxid },
  "contact-deleted": { username: FRIEND },
  "group-left": {},
  offline: {},
  unknown: {
    reason: "technical",
    raw: expect.objectContaining({ TypeName: "AddMsg", Data: expect.objectContaining({ MsgType: 51 }) }),
  },
};

const heads: Partial<Record<PersonalKind, Record<string, unknown>>> = {
  "friend-request": { conversationId: "fmessage", sender: "fmessage" },
  "removed-from-group": group(""),
  "group-renamed": group(""),
  "group-owner-changed": group(""),
  "group-todo": group(""),
  "member-removed": group(""),
  "group-joined": group(""),
  "group-dismissed": group(""),
  "join-application": group(""),
  "member-left": group(""),
  "group-announcement": { ...group(ACCOUNT.wxid), fromSelf: true },
  "contact-changed": event(FRIEND),
  "contact-deleted": event(FRIEND),
  "group-changed": { ...event(ROOM), chat: "group" },
  "group-left": { ...event(ROOM), chat: "group" },
  offline: event(""),
};

function group(sender: string) {
  return { conversationId: ROOM, chat: "group", sender };
}

function event(conversationId: string) {
  return { conversationId, sender: "", newMsgId: undefined, msgId: undefined, sentAt: RECEIVED_AT };
}

describe("normalizeCallback", () => {
  it.each(personalKinds)("makes a %s of the vendor's callback, with all its fields", (kind) => {
    const message = normalizeBody(factories[kind]());
    expect(message).toEqual({
      ...ACCOUNT,
      conversationId: FRIEND,
      chat: "private",
      sender: FRIEND,
      fromSelf: false,
      newMsgId: "4207115583920461873",
      msgId: "1040350001",
      sentAt: 1_712_345_678_000,
      mentions: [],
      ...heads[kind],
      kind,
      ...bodies[kind],
    });
  });

  it.each(personalKinds)("makes a %s that its own schema reads back unchanged", (kind) => {
    const stored: unknown = JSON.parse(JSON.stringify(normalizeBody(factories[kind]())));
    expect(inboundMessageSchema.parse(stored)).toEqual(stored);
  });

  it("takes the time of receipt where the vendor gives none", () => {
    expect(normalizeBody(aCallback.text({ createTime: 0 }))).toMatchObject({ sentAt: RECEIVED_AT, undated: true });
  });

  it("gives a repeated callback without a time the key of the first", () => {
    const parsed = parseCallbackBody(toJson(aCallback.text({ createTime: 0 })));
    if (parsed.type === "probe") throw new Error("expected a message");
    const deliveries = [RECEIVED_AT, RECEIVED_AT + 60_000].map((at) => normalizeCallback(parsed.callback, at));
    expect(new Set(deliveries.map(keyTimeOf))).toEqual(new Set([0]));
    expect(new Set(deliveries.map(dedupKeyOf)).size).toBe(1);
  });
});
