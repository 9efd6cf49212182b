import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fields, fieldsOf } from "../../../../../shared/adapters/weixin/callback/fields.ts";
import { normalizeOfficial } from "../../../../../shared/adapters/weixin/callback/message.ts";
import { dedupKeyOf } from "../../../../../shared/messages/domain/dedup-key.ts";
import { type InboundMessage, inboundMessageSchema } from "../../../../../shared/messages/domain/inbound-message.ts";

/** The kind of each `MsgType` and `Event`, by WeChat's documentation; any other event is `event`, any other message `unknown`. */
const KINDS: Readonly<Record<string, InboundMessage["kind"]>> = {
  text: "text",
  image: "image",
  voice: "voice",
  video: "video",
  shortvideo: "video",
  location: "location",
  link: "link",
  miniprogrampage: "mini-program",
  "event subscribe": "subscribe",
  "event unsubscribe": "unsubscribe",
  "event scan": "scan",
  "event location": "location-reported",
  "event click": "menu-click",
  "event scancode_push": "menu-click",
  "event scancode_waitmsg": "menu-click",
  "event pic_sysphoto": "menu-click",
  "event pic_photo_or_album": "menu-click",
  "event pic_weixin": "menu-click",
  "event location_select": "menu-click",
  "event view": "menu-view",
  "event view_miniprogram": "menu-view",
  "event templatesendjobfinish": "send-result",
  "event masssendjobfinish": "send-result",
  "event subscribe_msg_sent_event": "send-result",
  "event subscribe_msg_popup_event": "subscription-choice",
  "event subscribe_msg_change_event": "subscription-choice",
  "event user_info_modified": "user-info-changed",
  "event user_authorization_revoke": "user-info-changed",
  "event user_authorization_cancellation": "user-info-changed",
};

const types = Object.keys(KINDS).map((name) => name.split(" "));
const strange = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "qrscene_", "NaN", "-1", "1e400", "9".repeat(40), "toString", "__proto__"),
  fc.bigInt(0n, 2n ** 64n - 1n).map(String),
);
const names = [
  "ToUserName",
  "FromUserName",
  "CreateTime",
  "MsgId",
  "MsgID",
  "Content",
  "MediaId",
  "EventKey",
  "Location_X",
  "Latitude",
  "List",
  "ScanCodeInfo",
  "SendLocationInfo",
  "SubscribeMsgPopupEvent",
  "SubscribeMsgSentEvent",
  "RevokeInfo",
  "OpenID",
  "Status",
  "__proto__",
  "constructor",
];
const { field } = fc.letrec<{ field: Fields[string] }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3 },
    strange,
    fc.array(tie("field"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("field"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const anyFields = fc.dictionary(fc.constantFrom(...names), field, { noNullPrototype: true });
const inAnyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(""));
const typed = fc
  .constantFrom(...types)
  .chain(([msgType = "", event = ""]) =>
    fc.record({ MsgType: inAnyCase(msgType), Event: event === "" ? strange : inAnyCase(event) }),
  );

const check = (fields: Fields) => {
  const message = normalizeOfficial("wx_official", fields, 1_700_000_000_000);
  expect(inboundMessageSchema.parse(structuredClone(message))).toEqual(message);
  return message;
};

const kindOf = (fields: Fields): string => {
  const type = typeof fields.MsgType === "string" ? fields.MsgType.trim().toLowerCase() : "";
  const event = typeof fields.Event === "string" ? fields.Event.trim().toLowerCase() : "";
  const name = type === "event" ? `event ${event}` : type;
  if (Object.hasOwn(KINDS, name)) return String(KINDS[name]);
  return type === "event" && event !== "" ? "event" : "unknown";
};

describe("whatever an Official Account's callback says", () => {
  it("becomes one message of the kind that its types name, and never throws", () => {
    fc.assert(
      fc.property(typed, anyFields, (types, rest) => {
        const fields = { ...rest, ...types };
        expect(check(fields).kind).toBe(kindOf(fields));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps all its fields where no kind fits", () => {
    fc.assert(
      fc.property(strange, strange, anyFields, (MsgType, Event, rest) => {
        const fields = { ...rest, MsgType, Event };
        const message = check(fields);
        expect(message.kind).toBe(kindOf(fields));
        if (message.kind === "unknown") expect(message.raw).toEqual(fields);
        if (message.kind === "event") expect(message.fields).toEqual(fields);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps who wrote it and the words, and has the same key each time", () => {
    const openid = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
    fc.assert(
      fc.property(openid, fc.string({ unit: "grapheme" }), fc.bigInt(1n, 2n ** 63n), (FromUserName, Content, id) => {
        const json = `{"ToUserName":"gh_1","FromUserName":${JSON.stringify(FromUserName)},"CreateTime":1700000000,"MsgType":"text","Content":${JSON.stringify(Content)},"MsgId":${id}}`;
        const message = check(fieldsOf(json));
        expect(message).toMatchObject({ kind: "text", sender: FromUserName, text: Content, msgId: String(id) });
        expect(dedupKeyOf(check(fieldsOf(json)))).toBe(dedupKeyOf(message));
      }),
    );
  });
});
