import { numberIn } from "../../../kernel/domain/xml.ts";
import type { InboundMessage, MessageHead } from "../../../messages/domain/inbound-message.ts";
import { type Fields, fieldsIn, listIn, textIn } from "./fields.ts";

/** What a code's scene begins with where the scan made somebody follow. */
const NEW_FOLLOWER = "qrscene_";

/**
 * An event of an Official Account; one that no kind fits is `unknown`, with the fields as they came. Events that people
 * do not cause themselves have no sender, so that they pass for nobody's behaviour.
 * https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
 */
export function normalizeEvent(head: MessageHead, fields: Fields): InboundMessage {
  const text = (name: string): string => textIn(fields, name);
  const key = text("EventKey");
  const event = text("Event").toLowerCase();
  switch (event) {
    case "subscribe":
      return { ...head, kind: "subscribe", scene: withoutPrefix(key, NEW_FOLLOWER), ...ticket(text("Ticket")) };
    case "unsubscribe":
      return { ...head, kind: "unsubscribe" };
    case "scan":
      return { ...head, kind: "scan", scene: key, ...ticket(text("Ticket")) };
    case "click":
    case "scancode_push":
    case "scancode_waitmsg":
    case "pic_sysphoto":
    case "pic_photo_or_album":
    case "pic_weixin":
    case "location_select":
      return { ...head, kind: "menu-click", menuKey: key, entry: event, result: resultOf(fields) };
    case "view":
    case "view_miniprogram":
      return { ...head, kind: "menu-view", url: key };
    case "location":
      return {
        ...head,
        kind: "location-reported",
        latitude: numberIn(text("Latitude")),
        longitude: numberIn(text("Longitude")),
        precision: numberIn(text("Precision")),
      };
    case "templatesendjobfinish":
      return { ...head, sender: "", kind: "send-result", of: "template", results: [resultIn(fields)] };
    case "masssendjobfinish":
      return {
        ...head,
        // It comes from a helper account of WeChat's, not from a person.
        conversationId: "",
        sender: "",
        kind: "send-result",
        of: "mass",
        results: [resultIn(fields)],
        counts: {
          total: numberIn(text("TotalCount")),
          filtered: numberIn(text("FilterCount")),
          sent: numberIn(text("SentCount")),
          failed: numberIn(text("ErrorCount")),
        },
      };
    case "subscribe_msg_sent_event":
      return {
        ...head,
        sender: "",
        kind: "send-result",
        of: "subscription",
        results: rowsOf(fields, "SubscribeMsgSentEvent").map(resultIn),
      };
    case "subscribe_msg_popup_event":
      return { ...head, kind: "subscription-choice", choices: rowsOf(fields, "SubscribeMsgPopupEvent").map(choiceIn) };
    case "subscribe_msg_change_event":
      return { ...head, kind: "subscription-choice", choices: rowsOf(fields, "SubscribeMsgChangeEvent").map(choiceIn) };
    case "user_info_modified":
      return userInfo(head, fields, "modified");
    case "user_authorization_revoke":
      return userInfo(head, fields, "revoked");
    case "user_authorization_cancellation":
      return userInfo(head, fields, "cancelled");
    default:
      return { ...head, sender: "", kind: "unknown", raw: fields };
  }
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function ticket(of: string): { ticket?: string } {
  return of === "" ? {} : { ticket: of };
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

function choiceIn(fields: Fields) {
  const [templateId, status] = [textIn(fields, "TemplateId"), textIn(fields, "SubscribeStatusString")];
  return { templateId, status, scene: textIn(fields, "PopupScene") };
}

/** WeChat's platform says it, of the person in `OpenID`. */
function userInfo(head: MessageHead, fields: Fields, change: "modified" | "revoked" | "cancelled"): InboundMessage {
  const revoked = textIn(fields, "RevokeInfo").split(",").filter(Boolean);
  const conversationId = textIn(fields, "OpenID") || head.conversationId;
  return { ...head, conversationId, sender: "", kind: "user-info-changed", change, revoked };
}
