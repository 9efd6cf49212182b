import { numberIn } from "../../../kernel/domain/xml.ts";
import type { InboundMessage, MessageHead } from "../../../messages/domain/inbound-message.ts";
import { type Fields, fieldsIn, listIn, textIn } from "./fields.ts";

/** What a code's scene begins with where the scan made its person follow. */
const NEW_FOLLOWER = "qrscene_";
/** What stands in a scene's place where a person followed after a payment. */
const PAYMENT = "last_trade_no_";

const ENTERED = "user_enter_tempsession";

/** Reads an event; `event` is its name in lower case. */
type ReadEvent = (head: MessageHead, fields: Fields, event: string) => InboundMessage;

const menuClick: ReadEvent = (head, fields, entry) => ({
  ...head,
  kind: "menu-click",
  menuKey: textIn(fields, "EventKey"),
  entry,
  result: resultOf(fields),
});

const menuView: ReadEvent = (head, fields) => ({ ...head, kind: "menu-view", url: textIn(fields, "EventKey") });

/** Events that a person causes: one person causes the same one at most once a second. */
const PERSON_EVENTS: ReadonlyMap<string, ReadEvent> = new Map(
  Object.entries<ReadEvent>({
    subscribe: (head, fields) => ({
      ...head,
      kind: "subscribe",
      ...wayIn(textIn(fields, "EventKey")),
      ...ticketIn(fields),
    }),
    unsubscribe: (head) => ({ ...head, kind: "unsubscribe" }),
    scan: (head, fields) => ({ ...head, kind: "scan", scene: textIn(fields, "EventKey"), ...ticketIn(fields) }),
    click: menuClick,
    scancode_push: menuClick,
    scancode_waitmsg: menuClick,
    pic_sysphoto: menuClick,
    pic_photo_or_album: menuClick,
    pic_weixin: menuClick,
    location_select: menuClick,
    view: menuView,
    view_miniprogram: menuView,
    location: (head, fields) => ({
      ...head,
      kind: "location-reported",
      latitude: numberIn(textIn(fields, "Latitude")),
      longitude: numberIn(textIn(fields, "Longitude")),
      precision: numberIn(textIn(fields, "Precision")),
    }),
    /** A person comes to the customer-service page of a mini program; `SessionFrom`: from which button. */
    [ENTERED]: (head, fields) => ({
      ...head,
      kind: "event",
      name: textIn(fields, "Event"),
      person: head.conversationId,
      key: textIn(fields, "SessionFrom"),
      fields,
    }),
  }),
);

/** Events that WeChat's platform causes, or a person over a dialog of its own. */
const PLATFORM_EVENTS: ReadonlyMap<string, ReadEvent> = new Map(
  Object.entries<ReadEvent>({
    templatesendjobfinish: (head, fields) => ({
      ...head,
      sender: "",
      kind: "send-result",
      of: "template",
      results: [resultIn(fields)],
    }),
    masssendjobfinish: (head, fields) => ({
      ...head,
      // It comes from a helper account of WeChat's, not from a person.
      conversationId: "",
      sender: "",
      kind: "send-result",
      of: "mass",
      results: [resultIn(fields)],
      counts: countsIn(fields),
    }),
    subscribe_msg_sent_event: (head, fields) => ({
      ...head,
      sender: "",
      kind: "send-result",
      of: "subscription",
      results: rowsOf(fields, "SubscribeMsgSentEvent").map(resultIn),
    }),
    subscribe_msg_popup_event: (head, fields) => choices(head, rowsOf(fields, "SubscribeMsgPopupEvent")),
    subscribe_msg_change_event: (head, fields) => choices(head, rowsOf(fields, "SubscribeMsgChangeEvent")),
    user_info_modified: (head, fields) => userInfo(head, fields, "modified"),
    user_authorization_revoke: (head, fields) => userInfo(head, fields, "revoked"),
    user_authorization_cancellation: (head, fields) => userInfo(head, fields, "cancelled"),
  }),
);

/**
 * An event of an Official Account; one without a name is `unknown`, with the fields as they came. Events that people do not
 * cause themselves have no sender, so that they do not pass for a person's behaviour.
 * https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
 */
export function normalizeEvent(head: MessageHead, fields: Fields): InboundMessage {
  const event = eventIn(fields);
  const read = PERSON_EVENTS.get(event) ?? PLATFORM_EVENTS.get(event);
  if (read) return read(head, fields, event);
  if (event === "") return { ...head, sender: "", kind: "unknown", raw: fields };
  const person = personIn(fields, head);
  const name = textIn(fields, "Event");
  return { ...head, conversationId: person, sender: "", kind: "event", name, person, key: keyIn(fields), fields };
}

/** What tells one event of a name from another where it has no `EventKey`, most telling first. */
const KEY_FIELDS = [
  "EventKey",
  "CardId",
  "SessionFrom",
  "OutTradeNo",
  "order_id",
  "OrderId",
  "PoiId",
  "UniqId",
  "KfAccount",
  "ToKfAccount",
  "TemplateId",
  "DeviceID",
  "trace_id",
  "PublishId",
];

function keyIn(fields: Fields): string {
  for (const name of KEY_FIELDS) {
    const key = textIn(fields, name);
    if (key !== "") return key;
  }
  return "";
}

/** WeChat spells the person's field in three ways. Without it the person is who sent the event, unless WeChat itself did. */
function personIn(fields: Fields, { conversationId }: MessageHead): string {
  const named = textIn(fields, "OpenID") || textIn(fields, "openid") || textIn(fields, "OpenId");
  return named || (WECHAT_ITSELF.test(conversationId) ? "" : conversationId);
}

/** Accounts of WeChat's from which its reports come. */
const WECHAT_ITSELF = /^(?:gh_|mphelper$|sysuser$|weixin$|fmessage$|newsapp$)/;

/** The fields that tell an event of a person from the person's others; undefined for events that people do not cause. */
export function personKeyOf(fields: Fields): readonly string[] | undefined {
  const event = eventIn(fields);
  if (!PERSON_EVENTS.has(event)) return undefined;
  return ["FromUserName", "CreateTime", "Event", event === ENTERED ? "SessionFrom" : "EventKey"];
}

function eventIn(fields: Fields): string {
  return textIn(fields, "Event").toLowerCase();
}

/** How a person came to follow, by the event's key: over a code with a scene, after a payment, or neither. */
function wayIn(key: string): { scene: string; tradeNo?: string } {
  if (key.startsWith(PAYMENT)) return { scene: "", tradeNo: key.slice(PAYMENT.length) };
  return { scene: key.startsWith(NEW_FOLLOWER) ? key.slice(NEW_FOLLOWER.length) : key };
}

function ticketIn(fields: Fields): { ticket?: string } {
  const ticket = textIn(fields, "Ticket");
  return ticket === "" ? {} : { ticket };
}

/** A scanned code's text, or a chosen place's name; pictures follow as messages of their own. */
function resultOf(fields: Fields): string {
  const place = fieldsIn(fields, "SendLocationInfo");
  return textIn(fieldsIn(fields, "ScanCodeInfo"), "ScanResult") || textIn(place, "Poiname") || textIn(place, "Label");
}

/** XML has them within an element named after the event, JSON beside the event; each a `List`, or several. */
function rowsOf(fields: Fields, element: string): readonly Fields[] {
  return listIn(fieldsIn(fields, element) ?? fields, "List");
}

function resultIn(fields: Fields) {
  const id = textIn(fields, "MsgID") || textIn(fields, "MsgId");
  return {
    id,
    templateId: textIn(fields, "TemplateId"),
    status: textIn(fields, "Status") || textIn(fields, "ErrorStatus"),
  };
}

function countsIn(fields: Fields) {
  return {
    total: numberIn(textIn(fields, "TotalCount")),
    filtered: numberIn(textIn(fields, "FilterCount")),
    sent: numberIn(textIn(fields, "SentCount")),
    failed: numberIn(textIn(fields, "ErrorCount")),
  };
}

function choices(head: MessageHead, rows: readonly Fields[]): InboundMessage {
  return { ...head, kind: "subscription-choice", choices: rows.map(choiceIn) };
}

function choiceIn(fields: Fields) {
  const [templateId, status] = [textIn(fields, "TemplateId"), textIn(fields, "SubscribeStatusString")];
  return { templateId, status, scene: textIn(fields, "PopupScene") };
}

/** WeChat's platform says it, about the person in `OpenID` or `openid`. */
function userInfo(head: MessageHead, fields: Fields, change: "modified" | "revoked" | "cancelled"): InboundMessage {
  const revoked = textIn(fields, "RevokeInfo").split(",").filter(Boolean);
  const conversationId = personIn(fields, head) || head.conversationId;
  return { ...head, conversationId, sender: "", kind: "user-info-changed", change, revoked };
}
