import { describe, expect, it } from "vitest";
import { officialXml, type WireFields } from "../../../../../local/sim/weixin/wire.ts";
import { fieldsOf } from "../../../../../shared/adapters/weixin/callback/fields.ts";
import { normalizeOfficial } from "../../../../../shared/adapters/weixin/callback/message.ts";
import { dedupKeyOf, keyTimeOf } from "../../../../../shared/messages/domain/dedup-key.ts";
import {
  inboundMessageSchema,
  type MessageKind,
  type OfficialKind,
} from "../../../../../shared/messages/domain/inbound-message.ts";
import { officialKinds } from "../../../../../shared/messages/domain/official-kinds.ts";
import { OFFICIAL, OPENID, officialFields } from "../../../../support/an-official-callback.ts";
import { NOON } from "../../../../support/builders.ts";

const RECEIVED_AT = NOON + 1500;

function normalize(fields: WireFields) {
  const message = normalizeOfficial(OFFICIAL.appId, fieldsOf(officialXml(officialFields(fields))), RECEIVED_AT);
  expect(inboundMessageSchema.parse(message)).toEqual(message);
  return message;
}

const keyOf = (fields: WireFields) => dedupKeyOf(normalize(fields));

type Row = readonly [kind: MessageKind, fields: WireFields, body: Record<string, unknown>];

const MESSAGES: Row[] = [
  ["text", { Content: " 你好 " }, { text: " 你好 " }],
  ["text", { Content: "满意", bizmsgmenuid: 101 }, { text: "满意", menuId: "101" }],
  ["text", { Content: "【公告】收到不支持" }, { text: "【公告】收到不支持" }],
  ["emoji", { Content: "【收到不支持的消息类型，暂无法显示】" }, { md5: "" }],
  ["emoji", { Content: "[收到了一条暂不支持的消息，请在手机上查看]" }, { md5: "" }],
  [
    "image",
    { MsgType: "image", PicUrl: "http://mmbiz.qpic.cn/1/0", MediaId: "media-1" },
    { mediaId: "media-1", url: "http://mmbiz.qpic.cn/1/0" },
  ],
  [
    "voice",
    { MsgType: "voice", MediaId: "media-2", Format: "amr", Recognition: "我要退货" },
    { mediaId: "media-2", format: "amr", recognition: "我要退货" },
  ],
  ["voice", { MsgType: "voice", MediaId: "media-2", Format: "speex" }, { mediaId: "media-2", recognition: "" }],
  [
    "video",
    { MsgType: "video", MediaId: "media-3", ThumbMediaId: "media-4" },
    { mediaId: "media-3", thumbMediaId: "media-4" },
  ],
  ["video", { MsgType: "shortvideo", MediaId: "media-3" }, { mediaId: "media-3" }],
  [
    "location",
    { MsgType: "location", Location_X: "23.134521", Location_Y: "113.358803", Scale: 20, Label: "广州" },
    { latitude: 23.134521, longitude: 113.358803, label: "广州" },
  ],
  ["location", { MsgType: "location", Location_X: "north" }, { latitude: undefined, longitude: undefined, label: "" }],
  [
    "link",
    { MsgType: "link", Title: "公众平台官网链接", Description: "说明", Url: "https://a.example.com/?a=1&b=2" },
    { title: "公众平台官网链接", description: "说明", url: "https://a.example.com/?a=1&b=2" },
  ],
  [
    "mini-program",
    { MsgType: "miniprogrampage", Title: "点餐", AppId: "wx_mini", PagePath: "pages/a", ThumbUrl: "http://a.cn/1" },
    { title: "点餐", miniAppId: "wx_mini", pagePath: "pages/a", coverUrl: "http://a.cn/1" },
  ],
  ["unknown", { MsgType: "hologram", Content: "…" }, { raw: expect.objectContaining({ MsgType: "hologram" }) }],
];

const SEND_RESULT = { templateId: "", status: "success" };
const EVENTS: Row[] = [
  ["subscribe", { Event: "subscribe" }, { scene: "" }],
  [
    "subscribe",
    { Event: "subscribe", EventKey: "qrscene_shop-12", Ticket: "gQH" },
    { scene: "shop-12", ticket: "gQH" },
  ],
  ["unsubscribe", { Event: "unsubscribe" }, {}],
  ["scan", { Event: "SCAN", EventKey: "shop-12", Ticket: "gQH" }, { scene: "shop-12", ticket: "gQH" }],
  ["scan", { Event: "SCAN", EventKey: 4_294_967_295 }, { scene: "4294967295" }],
  ["menu-click", { Event: "CLICK", EventKey: "hours" }, { menuKey: "hours", entry: "click", result: "" }],
  ["menu-view", { Event: "VIEW", EventKey: "https://a.cn/?a=1&b=2", MenuId: 1 }, { url: "https://a.cn/?a=1&b=2" }],
  ["menu-view", { Event: "view_miniprogram", EventKey: "pages/index" }, { url: "pages/index" }],
  ...["scancode_push", "scancode_waitmsg"].map(
    (Event): Row => [
      "menu-click",
      { Event, EventKey: "scan", ScanCodeInfo: { ScanType: "qrcode", ScanResult: "4006" } },
      { menuKey: "scan", entry: Event, result: "4006" },
    ],
  ),
  ...["pic_sysphoto", "pic_photo_or_album", "pic_weixin"].map(
    (Event): Row => [
      "menu-click",
      { Event, EventKey: "photo", SendPicsInfo: { Count: 1, PicList: { item: { PicMd5Sum: "5a75" } } } },
      { menuKey: "photo", entry: Event, result: "" },
    ],
  ),
  [
    "menu-click",
    {
      Event: "location_select",
      EventKey: "place",
      SendLocationInfo: { Location_X: "23", Location_Y: "113", Label: "广州市海珠区", Poiname: "" },
    },
    { menuKey: "place", entry: "location_select", result: "广州市海珠区" },
  ],
  [
    "location-reported",
    { Event: "LOCATION", Latitude: "23.137466", Longitude: "113.352425", Precision: "119.385040" },
    { latitude: 23.137466, longitude: 113.352425, precision: 119.38504 },
  ],
  [
    "send-result",
    { Event: "TEMPLATESENDJOBFINISH", MsgID: "200163836", Status: "success" },
    { of: "template", results: [{ ...SEND_RESULT, id: "200163836" }] },
  ],
  [
    "send-result",
    {
      Event: "MASSSENDJOBFINISH",
      FromUserName: "mphelper",
      MsgID: "1988",
      Status: "sendsuccess",
      TotalCount: 100,
      FilterCount: 80,
      SentCount: 75,
      ErrorCount: 5,
    },
    {
      of: "mass",
      results: [{ ...SEND_RESULT, id: "1988", status: "sendsuccess" }],
      counts: { total: 100, filtered: 80, sent: 75, failed: 5 },
    },
  ],
  [
    "send-result",
    {
      Event: "subscribe_msg_sent_event",
      SubscribeMsgSentEvent: {
        List: { TemplateId: "VRR0", MsgID: "1700827132819554304", ErrorCode: 0, ErrorStatus: "success" },
      },
    },
    { of: "subscription", results: [{ id: "1700827132819554304", templateId: "VRR0", status: "success" }] },
  ],
  [
    "subscription-choice",
    {
      Event: "subscribe_msg_popup_event",
      SubscribeMsgPopupEvent: {
        List: [
          { TemplateId: "VRR0", SubscribeStatusString: "accept", PopupScene: 2 },
          { TemplateId: "9nLI", SubscribeStatusString: "reject", PopupScene: 2 },
        ],
      },
    },
    {
      choices: [
        { templateId: "VRR0", status: "accept", scene: "2" },
        { templateId: "9nLI", status: "reject", scene: "2" },
      ],
    },
  ],
  [
    "subscription-choice",
    {
      Event: "subscribe_msg_change_event",
      SubscribeMsgChangeEvent: { List: { TemplateId: "VRR0", SubscribeStatusString: "reject" } },
    },
    { choices: [{ templateId: "VRR0", status: "reject", scene: "" }] },
  ],
  [
    "user-info-changed",
    { Event: "user_info_modified", OpenID: "o-2", AppID: "wx", RevokeInfo: "1,301" },
    { change: "modified", revoked: ["1", "301"], conversationId: "o-2" },
  ],
  ["user-info-changed", { Event: "user_authorization_revoke", OpenID: "o-2" }, { change: "revoked", revoked: [] }],
  ["user-info-changed", { Event: "user_authorization_cancellation" }, { change: "cancelled", conversationId: OPENID }],
  ["user-info-changed", { Event: "user_info_modified", openid: "o-2" }, { change: "modified", conversationId: "o-2" }],
  ["user-info-changed", { Event: "user_authorization_revoke", OpenId: "o-2" }, { conversationId: "o-2" }],
  ["subscribe", { Event: "subscribe", EventKey: "last_trade_no_4008072001" }, { scene: "", tradeNo: "4008072001" }],
  ["subscribe", { Event: "subscribe", EventKey: "qrscene_last_trade_no" }, { scene: "last_trade_no" }],
  ["subscribe", { Event: "subscribe", EventKey: "" }, { scene: "" }],
  [
    "event",
    { Event: "kf_create_session", KfAccount: "a@b" },
    {
      name: "kf_create_session",
      person: OPENID,
      key: "a@b",
      fields: expect.objectContaining({ Event: "kf_create_session", KfAccount: "a@b" }),
    },
  ],
  ["event", { Event: "card_pass_check", CardId: "c-1" }, { name: "card_pass_check", key: "c-1", sender: "" }],
  ["event", { Event: "user_get_card", CardId: "c-1", UserCardCode: 12 }, { key: "c-1", conversationId: OPENID }],
  ["event", { Event: "user_enter_tempsession", SessionFrom: "web" }, { key: "web", person: OPENID, sender: OPENID }],
  ["event", { Event: "poi_check_notify", FromUserName: "gh_1", PoiId: 7, result: "succ" }, { person: "", key: "7" }],
  [
    "event",
    { Event: "publish_job_finish", FromUserName: "mphelper", PublishEventInfo: { publish_id: "1" } },
    { key: "" },
  ],
  ["event", { Event: "wxa_media_check", trace_id: "t-1", version: 2 }, { key: "t-1" }],
  [
    "event",
    { Event: "xpay_goods_deliver_notify", OpenId: "o-3", OutTradeNo: "n-1", WeChatPayInfo: { MchOrderNo: "m-1" } },
    {
      person: "o-3",
      conversationId: "o-3",
      key: "n-1",
      fields: expect.objectContaining({ WeChatPayInfo: { MchOrderNo: "m-1" } }),
    },
  ],
  ["event", { Event: "ShakearoundUserShake", EventKey: "e" }, { name: "ShakearoundUserShake", key: "e" }],
  ["unknown", { Event: "" }, {}],
];

describe("a message of an Official Account", () => {
  it.each(MESSAGES)("is a %s from the person who wrote it (%j)", (kind, fields, body) => {
    expect(normalize(fields)).toMatchObject({
      kind,
      appId: OFFICIAL.appId,
      wxid: OFFICIAL.originalId,
      conversationId: OPENID,
      chat: "private",
      sender: OPENID,
      fromSelf: false,
      msgId: "23456789012345678",
      sentAt: NOON,
      mentions: [],
      ...body,
    });
  });

  it.each(EVENTS)("is a %s (%j)", (kind, fields, body) => {
    expect(normalize(fields)).toMatchObject({ kind, chat: "private", sentAt: NOON, ...body });
  });

  it("is covered for every kind that only Official Accounts have", () => {
    const kinds: OfficialKind[] = officialKinds.map((option) => option.shape.kind.value);
    expect(new Set(EVENTS.map(([kind]) => kind))).toEqual(new Set([...kinds, "unknown"]));
  });

  it("reads lists that JSON has beside the event, as one object or several", () => {
    const choice = { TemplateId: "VRR0", SubscribeStatusString: "accept", PopupScene: "0" };
    for (const List of [choice, [choice]]) {
      const json = JSON.stringify({
        ...officialFields({ Event: "subscribe_msg_popup_event", List }),
        FromUserName: "o",
      });
      expect(normalizeOfficial("wx_mini", fieldsOf(json), RECEIVED_AT)).toMatchObject({
        kind: "subscription-choice",
        choices: [{ templateId: "VRR0", status: "accept", scene: "0" }],
      });
    }
  });

  it.each([
    { Event: "TEMPLATESENDJOBFINISH" },
    { Event: "MASSSENDJOBFINISH" },
    { Event: "user_info_modified" },
    { Event: "kf_create_session" },
  ])("that WeChat itself causes is nobody's behaviour (%j)", (fields) => {
    expect(normalize(fields).sender).toBe("");
  });

  it.each([undefined, "", "soon", "-5", "0", "99999999999999", "1.5"])(
    "without a time that can be believed (%j) has the time of receipt, and says so",
    (CreateTime = "") => {
      const message = normalize({ CreateTime });
      expect(message).toMatchObject({ sentAt: RECEIVED_AT, undated: true });
      expect(keyTimeOf(message)).toBe(0);
    },
  );

  it("whose MsgId is no number keeps its key", () => {
    const message = normalize({ MsgId: "abc" });
    expect(message.msgId).toBeUndefined();
    expect(dedupKeyOf(message)).toBe(keyOf({ MsgId: "abc" }));
    expect(dedupKeyOf(message)).not.toBe(keyOf({ MsgId: "abd" }));
  });
});

describe("two deliveries", () => {
  it("of one message have one key, whatever else differs", () => {
    expect(keyOf({ Content: "a" })).toBe(keyOf({ Content: "b", Extra: "1" }));
  });

  it.each([{ MsgId: 2 }, { FromUserName: "somebody-else" }, { CreateTime: 1_700_000_000 }])(
    "with the same MsgId but another of the other two are two messages (%j)",
    (change) => {
      expect(keyOf(change)).not.toBe(keyOf({}));
    },
  );

  it("of one event have one key; another entry, second, person or event is another one", () => {
    const click = { Event: "CLICK", EventKey: "hours" };
    expect(keyOf({ ...click, MenuId: "7" })).toBe(keyOf(click));
    const others = [{ EventKey: "prices" }, { CreateTime: 1 }, { FromUserName: "o" }, { Event: "VIEW" }];
    expect(new Set(others.map((other) => keyOf({ ...click, ...other }))).add(keyOf(click)).size).toBe(5);
  });

  it.each([
    { Event: "TEMPLATESENDJOBFINISH", MsgID: 1 },
    { Event: "wxa_media_check", trace_id: "t-1" },
    { Event: "user_info_modified", OpenID: "o-1" },
    { Event: "subscribe_msg_sent_event", SubscribeMsgSentEvent: { List: { MsgID: "1" } } },
    { MsgId: "", Content: "a" },
  ] satisfies WireFields[])("of what has no entry are told apart by all that they say (%j)", (fields) => {
    expect(keyOf(fields)).toBe(keyOf(fields));
    const other = JSON.parse(
      JSON.stringify(fields)
        .replace(/(-?)1"?/, (digits) => digits.replace("1", "2"))
        .replace('"a"', '"b"'),
    );
    expect(other).not.toEqual(fields);
    expect(keyOf(other)).not.toBe(keyOf(fields));
  });

  it("of an event without a time are never taken for one", () => {
    expect(keyOf({ Event: "CLICK", EventKey: "hours", CreateTime: "" })).toBeUndefined();
    expect(keyOf({ MsgId: "", CreateTime: "" })).toBeUndefined();
  });
});
