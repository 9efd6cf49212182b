import { describe, expect, it } from "vitest";
import { parseCallbackBody } from "../../../../shared/adapters/wechat-api/callback-body.ts";
import { normalizeCallback } from "../../../../shared/adapters/wechat-api/normalize.ts";
import { dedupKeyOf, keyTimeOf } from "../../../../shared/domain/dedup-key.ts";
import {
  type InboundMessage,
  inboundMessageSchema,
  type MessageKind,
} from "../../../../shared/domain/inbound-message.ts";
import {
  ACCOUNT,
  aCallback,
  aMessage,
  aNotice,
  FRIEND,
  MEMBER,
  type MessageParts,
  ROOM,
  toJson,
} from "../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../support/callbacks/message-xml.ts";

const RECEIVED_AT = 1_800_000_000_000;

function normalize(body: unknown): InboundMessage {
  const parsed = parseCallbackBody(toJson(body));
  if (parsed.type === "probe") throw new Error("expected a message");
  return normalizeCallback(parsed.callback, RECEIVED_AT);
}

const factories: Record<MessageKind, (parts?: MessageParts) => unknown> = aCallback;
const kinds = inboundMessageSchema.options.map((option) => option.shape.kind.value);

const bodies: Record<MessageKind, Record<string, unknown>> = {
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
    quoted: { id: "3051877264490318211", type: 1, sender: MEMBER, displayName: "小雨", content: "明天几点？" },
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
  unknown: { raw: expect.objectContaining({ TypeName: "AddMsg", Data: expect.objectContaining({ MsgType: 51 }) }) },
};

const heads: Partial<Record<MessageKind, Record<string, unknown>>> = {
  "friend-request": { conversationId: "fmessage", sender: "fmessage" },
  "removed-from-group": group(""),
  "group-renamed": group(""),
  "group-owner-changed": group(""),
  "group-todo": group(""),
  "member-removed": group(""),
  "group-dismissed": group(""),
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
  it.each(kinds)("makes a %s of the vendor's callback, with all its fields", (kind) => {
    const message = normalize(factories[kind]());
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

  it.each(kinds)("makes a %s that its own schema reads back unchanged", (kind) => {
    const stored: unknown = JSON.parse(JSON.stringify(normalize(factories[kind]())));
    expect(inboundMessageSchema.parse(stored)).toEqual(stored);
  });

  it("takes the time of receipt where the vendor gives none", () => {
    expect(normalize(aCallback.text({ createTime: 0 }))).toMatchObject({ sentAt: RECEIVED_AT, undated: true });
  });

  it("gives a repeated callback without a time the key of the first", () => {
    const parsed = parseCallbackBody(toJson(aCallback.text({ createTime: 0 })));
    if (parsed.type === "probe") throw new Error("expected a message");
    const deliveries = [RECEIVED_AT, RECEIVED_AT + 60_000].map((at) => normalizeCallback(parsed.callback, at));
    expect(new Set(deliveries.map(keyTimeOf))).toEqual(new Set([0]));
    expect(new Set(deliveries.map(dedupKeyOf)).size).toBe(1);
  });
});

describe("whose message it is", () => {
  it("takes the sender of a group's message from the prefix", () => {
    expect(normalize(aCallback.text({ room: ROOM, text: "早\n:\n好" }))).toMatchObject({
      ...group(MEMBER),
      kind: "text",
      text: "早\n:\n好",
      fromSelf: false,
    });
    expect(normalize(aCallback.image({ room: ROOM, author: "some-name@openim" }))).toMatchObject({
      kind: "image",
      sender: "some-name@openim",
      xml: messageXml.image(),
    });
  });

  it("knows a group's text without a sender", () => {
    expect(normalize(aMessage(1, "hi", { from: ROOM }))).toMatchObject({ ...group(""), kind: "text", text: "hi" });
    expect(normalize(aMessage(1, `${ROOM}:\nhi`, { from: ROOM }))).toMatchObject({ ...group(""), text: "hi" });
  });

  it("knows what the account itself sent from its phone", () => {
    const self = ACCOUNT.wxid;
    expect(normalize(aCallback.text({ from: self, to: FRIEND }))).toMatchObject({
      conversationId: FRIEND,
      sender: self,
      fromSelf: true,
    });
    expect(normalize(aCallback.text({ from: self, to: ROOM }))).toMatchObject({ ...group(self), fromSelf: true });
    expect(normalize(aCallback.text({ room: ROOM, author: self }))).toMatchObject({
      ...group(self),
      fromSelf: true,
      text: "你好",
    });
  });

  it("never cuts a text of a private chat or of one's own, however it begins", () => {
    const text = `${MEMBER}:\n<hi>`;
    expect(normalize(aCallback.text({ text }))).toMatchObject({ text, sender: FRIEND });
    expect(normalize(aCallback.text({ text, from: ACCOUNT.wxid, to: ROOM }))).toMatchObject({
      text,
      sender: ACCOUNT.wxid,
    });
  });

  it("cuts a prefix before XML wherever it stands", () => {
    const xml = messageXml.revoke();
    expect(normalize(aMessage(10_002, `${ROOM}:\n${xml}`, { from: ACCOUNT.wxid, to: ROOM }))).toMatchObject({
      kind: "revoke",
      ...group(ACCOUNT.wxid),
    });
    expect(normalize(aMessage(10_002, `${MEMBER}:\r\n${xml}`, { from: ROOM }))).toMatchObject({
      kind: "revoke",
      ...group(MEMBER),
    });
    expect(normalize(aMessage(49, `${FRIEND}:\n${messageXml.file()}`))).toMatchObject({
      kind: "file",
      xml: messageXml.file(),
    });
    expect(normalize(aMessage(10_002, `${FRIEND}:\nno xml`))).toMatchObject({ kind: "unknown" });
  });

  it("knows one's own group messages without a Wxid", () => {
    const { Wxid: _, ...body } = aCallback.text({ from: FRIEND, to: ROOM });
    expect(normalize(body)).toMatchObject({ ...group(FRIEND), fromSelf: true });
    const { Wxid: __, ...other } = aCallback.text();
    expect(normalize(other)).toMatchObject({ conversationId: FRIEND, fromSelf: false, wxid: "" });
  });

  it("takes the author of a group's pat from inside", () => {
    const pat = (from: string) => aMessage(10_002, `${ROOM}:\n${messageXml.pat({ from })}`, { from: ROOM });
    expect(normalize(pat(MEMBER))).toMatchObject({ kind: "pat", ...group(MEMBER), fromSelf: false });
    expect(normalize(pat(ACCOUNT.wxid))).toMatchObject({ kind: "pat", ...group(ACCOUNT.wxid), fromSelf: true });
    expect(normalize(pat(""))).toMatchObject({ kind: "pat", ...group(""), fromSelf: false });
  });
});

describe("mentions", () => {
  const mentions = (list: string) =>
    normalize(aCallback.text({ room: ROOM, msgSource: `<msgsource>\n<atuserlist>${list}</atuserlist>\n</msgsource>` }))
      .mentions;

  it("come from the list in MsgSource, each once", () => {
    expect(mentions("wxid_a,wxid_b")).toEqual(["wxid_a", "wxid_b"]);
    expect(mentions("<![CDATA[,wxid_a, wxid_b,wxid_a]]>")).toEqual(["wxid_a", "wxid_b"]);
    expect(mentions("\n <![CDATA[wxid_a]]> \n")).toEqual(["wxid_a"]);
    expect(mentions("")).toEqual([]);
  });

  it("call everybody notify@all", () => {
    expect(mentions("<![CDATA[notify@all]]>")).toEqual(["notify@all"]);
    expect(mentions("announcement@all,notify@all")).toEqual(["notify@all"]);
  });

  it("are none when the list is broken off", () => {
    expect(normalize(aCallback.text({ msgSource: "<atuserlist>wxid_a" })).mentions).toEqual([]);
  });
});

describe("notices in plain text", () => {
  it.each([
    ['你被"小博"移出群聊', { kind: "removed-from-group", by: "小博" }],
    ["你被“小”博”移出了群聊", { kind: "removed-from-group", by: "小”博" }],
    ["你已被移出群聊", { kind: "removed-from-group", by: "" }],
    ['You were removed from the group chat by "Bo"', { kind: "removed-from-group", by: "Bo" }],
    ["You were removed from the group chat by Bo", { kind: "removed-from-group", by: "Bo" }],
    ["You have been removed from the group.", { kind: "removed-from-group", by: "" }],
    ["你修改群名为“a”b”", { kind: "group-renamed", by: "", name: "a”b" }],
    ['"小博"修改群名为“读书会😀”\n', { kind: "group-renamed", by: "小博", name: "读书会😀" }],
    ['You changed the group name to "Books"', { kind: "group-renamed", by: "", name: "Books" }],
    ['"Bo" changed the group name to "Books"', { kind: "group-renamed", by: "Bo", name: "Books" }],
    ['Bo changed the group name to "Books"', { kind: "group-renamed", by: "Bo", name: "Books" }],
    ["你已成为新群主", { kind: "group-owner-changed", owner: "" }],
    ['"小博"已成为新群主', { kind: "group-owner-changed", owner: "小博" }],
    ["You have become the new group owner", { kind: "group-owner-changed", owner: "" }],
    ['"Bo" is now the group owner', { kind: "group-owner-changed", owner: "Bo" }],
  ])("%j is told", (text, expected) => {
    expect(normalize(aNotice(10_000, text))).toMatchObject({ ...expected, ...group(""), notice: text.trim() });
  });

  it.each([
    '"小博"邀请"小雨"加入了群聊',
    '"修改群名为"邀请"移出群聊"加入了群聊',
    '"你被"小博"移出群聊"邀请你加入了群聊',
    "收到红包，请在手机上查看",
    "",
    `"${"a".repeat(1000)}"修改群名为“b”`,
    '"修改群名为“'.repeat(50_000),
  ])("any other text stays unknown and is kept", (text) => {
    const message = normalize(aNotice(10_000, text));
    expect(message).toMatchObject({ kind: "unknown", ...group(""), raw: { Data: { Content: { string: text } } } });
  });

  it("outside a group is unknown", () => {
    expect(normalize(aMessage(10_000, "你已成为新群主"))).toMatchObject({
      kind: "unknown",
      sender: FRIEND,
      chat: "private",
    });
  });
});

describe("notices by template", () => {
  const templated = (parts: Parameters<typeof messageXml.template>[0]) =>
    normalize(aNotice(10_002, messageXml.template(parts)));

  it("are told in any language by the placeholder or the verb", () => {
    expect(templated({ template: 'You removed "$kickoutname$" from the group chat' })).toMatchObject({
      kind: "member-removed",
      notice: 'You removed "白水" from the group chat',
    });
    expect(
      templated({ template: 'Group owner "$identity$" disbanded this group chat', placeholder: "identity" }),
    ).toMatchObject({ kind: "group-dismissed" });
    expect(templated({ nickname: "" })).toMatchObject({ notice: '你将"wxid_ei0000000000005"移出了群聊' });
  });

  it("are unknown when they say something else, whatever people are called", () => {
    expect(
      templated({
        template: '"$username$"邀请你加入了群聊',
        placeholder: "username",
        nickname: "已解散该群聊$kickoutname$",
      }),
    ).toMatchObject({ kind: "unknown" });
  });

  it("do without the list of people", () => {
    const xml =
      "<sysmsg type='sysmsgtemplate'><sysmsgtemplate><content_template><template>你将$kickoutname$移出了群聊</template></content_template></sysmsgtemplate></sysmsg>";
    expect(normalize(aNotice(10_002, xml))).toMatchObject({
      kind: "member-removed",
      members: [],
      notice: "你将$kickoutname$移出了群聊",
    });
  });
});

describe("app messages", () => {
  it("tell an invitation by its URL's path, not by its title or the rest of the URL", () => {
    expect(normalize(aMessage(49, messageXml.groupInvitation({ title: "Group Chat Invitation" }))).kind).toBe(
      "group-invitation",
    );
    expect(
      normalize(
        aMessage(
          49,
          messageXml.link({
            title: "邀请你加入群聊",
            url: "https://a.example.com/x?u=/addchatroombyinvite#/addchatroombyinvite",
          }),
        ),
      ).kind,
    ).toBe("link");
  });

  it("know both numbers of mini programs, and their cover", () => {
    const xml = messageXml
      .miniProgram({ type: "36" })
      .replace("<title>", "<thumburl>https://img.example.com/c.jpg</thumburl><title>");
    expect(normalize(aMessage(49, xml))).toMatchObject({
      kind: "mini-program",
      coverUrl: "https://img.example.com/c.jpg",
    });
    const bare = "<msg><appmsg><type>36</type><sourceusername>gh_1@app</sourceusername></appmsg></msg>";
    expect(normalize(aMessage(49, bare))).toMatchObject({ kind: "mini-program", username: "gh_1@app", miniAppId: "" });
  });

  it("keep a quoted XML message as text, and the sender where only one is named", () => {
    const content = messageXml.file();
    expect(normalize(aMessage(49, messageXml.quote({ quotedType: "49", content })))).toMatchObject({
      quoted: { type: 49, content: content.trim() },
    });
    const xml = messageXml.quote().replace(/<chatusr>.*<\/chatusr>/, "");
    expect(normalize(aMessage(49, xml))).toMatchObject({ quoted: { sender: ROOM } });
  });

  it("fall back on what a red packet has", () => {
    const packet = (inner: string) =>
      `<msg><appmsg><type>2001</type><title>t</title><wcpayinfo>${inner}</wcpayinfo></appmsg></msg>`;
    expect(normalize(aMessage(49, packet("<sendertitle>s</sendertitle><url>u</url>")))).toMatchObject({
      title: "s",
      url: "u",
    });
    expect(normalize(aMessage(49, packet("")))).toMatchObject({ title: "t", url: "" });
  });

  it("do without a video's media and duration", () => {
    const xml = "<msg><appmsg><type>51</type><finderFeed><objectId>1</objectId></finderFeed></appmsg></msg>";
    expect(normalize(aMessage(49, xml))).toMatchObject({
      kind: "video-channel",
      objectId: "1",
      url: "",
      durationSeconds: undefined,
    });
  });
});

describe("what fits no kind", () => {
  it.each([
    [3, "<msg><img"],
    [3, "<msg></msg>"],
    [3, "<other><img/></other>"],
    [34, "not xml"],
    [37, messageXml.friendRequest()],
    [42, '<msg username=""/>'],
    [48, '<msg><location x="north" y="1"/></msg>'],
    [48, '<msg><location x="1" y=""/></msg>'],
    [49, ""],
    [49, "<msg><appmsg><type>5"],
    [49, "<msg><appmsg><type>9999</type></appmsg></msg>"],
    [49, "<msg><appmsg><weappinfo><type>5</type></weappinfo></appmsg></msg>"],
    [49, "<appmsg><type>5</type></appmsg>"],
    [49, "<msg/>"],
    [49, "<msg><appmsg><type>51</type></appmsg></msg>"],
    [49, "<msg><appmsg><type>57</type></appmsg></msg>"],
    [49, "<msg><appmsg><type>2000</type></appmsg></msg>"],
    [49, "<msg><appmsg><type>2001</type></appmsg></msg>"],
    [49, '<!DOCTYPE m [<!ENTITY e "x">]><msg><appmsg><type>5</type><title>&e;</title></appmsg></msg>'],
    [10_002, ""],
    [10_002, "<msg/>"],
    [10_002, '<sysmsg type="toString"><toString/></sysmsg>'],
    [10_002, '<sysmsg type="revokemsg"/>'],
    [10_002, '<sysmsg type="pat"/>'],
    [10_002, '<sysmsg type="mmchatroombarannouncememt"/>'],
    [10_002, '<sysmsg type="roomtoolstips"/>'],
    [10_002, '<sysmsg type="sysmsgtemplate"/>'],
    [9999, "hello"],
    [-1, "hello"],
  ])("a MsgType %i with %j is unknown and is kept whole", (msgType, content) => {
    const message = normalize(aMessage(msgType, content));
    expect(message).toMatchObject({
      kind: "unknown",
      newMsgId: "4207115583920461873",
      conversationId: FRIEND,
      raw: { TypeName: "AddMsg", Data: { MsgType: msgType, Content: { string: content } } },
    });
  });

  it("a contact's change that names nobody, and a TypeName nobody knows, are unknown too", () => {
    expect(normalize({ TypeName: "ModContacts", Appid: "wx_a", Data: { NickName: "x" } })).toMatchObject({
      kind: "unknown",
      raw: { TypeName: "ModContacts", Data: { NickName: "x" } },
    });
    expect(normalize({ TypeName: "SnsUpdate", Appid: "wx_a", Data: { a: 1 } })).toMatchObject({
      kind: "unknown",
      conversationId: "",
      raw: { TypeName: "SnsUpdate", Data: { a: 1 } },
    });
  });

  it("shows the smaller head where there is no big one", () => {
    const body = aCallback["contact-changed"]();
    expect(normalize({ ...body, Data: { ...body.Data, BigHeadImgUrl: "" } })).toMatchObject({
      avatarUrl: "https://head.example.com/bo/132",
    });
    expect(normalize(aMessage(42, messageXml.card().replace("bigheadimgurl", "x")))).toMatchObject({
      avatarUrl: "http://head.example.com/small/132",
    });
    expect(
      normalize(
        aMessage(37, messageXml.friendRequest().replace("bigheadimgurl", "smallheadimgurl"), { from: "fmessage" }),
      ),
    ).toMatchObject({ avatarUrl: "http://head.example.com/di/0" });
  });

  it("a friend request without its ticket's other half is unknown", () => {
    expect(normalize(aMessage(37, '<msg ticket="v4_1"/>', { from: "fmessage" })).kind).toBe("unknown");
  });
});
