import { sha256Hex } from "../../../kernel/domain/ids.ts";
import { numberIn } from "../../../kernel/domain/xml.ts";
import type { InboundMessage, MessageBody, MessageHead } from "../../../messages/domain/inbound-message.ts";
import { normalizeEvent, personKeyOf } from "./event.ts";
import { type Fields, textIn } from "./fields.ts";

/** The year 9999, epoch seconds: what is later is no time. */
const LAST_SECOND = 253_402_300_799;

/**
 * The message or event that an Official Account's callback says. It never throws: what no kind fits is `unknown`, with
 * the fields as they came. `receivedAt` in epoch ms.
 * https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
 */
export function normalizeOfficial(appId: string, fields: Fields, receivedAt: number): InboundMessage {
  const head = headOf(appId, fields, receivedAt);
  if (textIn(fields, "MsgType").toLowerCase() === "event") return normalizeEvent(head, fields);
  const body = bodyOf(fields);
  return body ? { ...head, ...body } : { ...head, kind: "unknown", raw: fields };
}

function headOf(appId: string, fields: Fields, receivedAt: number): MessageHead {
  const openid = textIn(fields, "FromUserName");
  const msgId = textIn(fields, "MsgId");
  const seconds = numberIn(textIn(fields, "CreateTime"));
  const isDated = seconds !== undefined && Number.isInteger(seconds) && seconds > 0 && seconds <= LAST_SECOND;
  const vendorKey = keyOf(fields, isDated);
  return {
    appId,
    wxid: textIn(fields, "ToUserName"),
    conversationId: openid,
    chat: "private",
    sender: openid,
    fromSelf: false,
    ...(vendorKey === undefined ? {} : { vendorKey }),
    ...(/^\d{1,20}$/.test(msgId) ? { msgId } : {}),
    sentAt: isDated ? seconds * 1000 : receivedAt,
    ...(isDated ? {} : { undated: true }),
    mentions: [],
  };
}

/**
 * A key that the three deliveries of one message share, and two messages do not. A `MsgId` alone has collided. Events
 * have no `MsgId`: those of people go by person, second and entry, others by all that they say. Without a time nothing
 * is certain: there is no key then, so that no event is taken for another one.
 */
function keyOf(fields: Fields, isDated: boolean): string | undefined {
  const isEvent = textIn(fields, "MsgType").toLowerCase() === "event";
  if (!isEvent && textIn(fields, "MsgId") !== "") return digest(fields, ["MsgId", "FromUserName", "CreateTime"]);
  if (!isDated) return undefined;
  const ofPerson = isEvent ? personKeyOf(fields) : undefined;
  return ofPerson ? digest(fields, ofPerson) : sha256Hex(JSON.stringify(fields));
}

function digest(fields: Fields, names: readonly string[]): string {
  return sha256Hex(JSON.stringify(names.map((name) => textIn(fields, name))));
}

/** WeChat's words for a message that its open platform does not pass on: a sticker, as a rule. */
const PLACEHOLDER =
  /^\s*[【[](?:收到不支持的消息类型|收到了?一条?暂不支持的消息|Unsupported message|Received an unsupported message)[^】\]]{0,60}[】\]]\s*$/i;

/** As it was written: blanks at its ends may be meant. */
function textOf(fields: Fields): MessageBody {
  const text = typeof fields.Content === "string" ? fields.Content : "";
  if (PLACEHOLDER.test(text)) return { kind: "emoji", xml: "", md5: "", url: "" };
  const menuId = textIn(fields, "bizmsgmenuid");
  return { kind: "text", text, ...(menuId === "" ? {} : { menuId }) };
}

/** `undefined` for a `MsgType` that no kind fits. What the vendor leaves out is empty. */
function bodyOf(fields: Fields): MessageBody | undefined {
  const text = (name: string): string => textIn(fields, name);
  const mediaId = text("MediaId");
  switch (text("MsgType").toLowerCase()) {
    case "text":
      return textOf(fields);
    case "image":
      return { kind: "image", xml: "", md5: "", mediaId, url: text("PicUrl") };
    case "voice":
      return { kind: "voice", xml: "", mediaId, format: text("Format"), recognition: text("Recognition") };
    case "video":
    case "shortvideo":
      return { kind: "video", xml: "", md5: "", mediaId, thumbMediaId: text("ThumbMediaId") };
    case "location":
      return {
        kind: "location",
        xml: "",
        latitude: numberIn(text("Location_X")),
        longitude: numberIn(text("Location_Y")),
        label: text("Label"),
        name: "",
      };
    case "link":
      return {
        kind: "link",
        xml: "",
        title: text("Title"),
        description: text("Description"),
        url: text("Url"),
        thumbUrl: "",
        source: "",
      };
    case "miniprogrampage":
      return {
        kind: "mini-program",
        xml: "",
        title: text("Title"),
        displayName: "",
        miniAppId: text("AppId"),
        username: "",
        pagePath: text("PagePath"),
        iconUrl: "",
        coverUrl: text("ThumbUrl") || undefined,
      };
    default:
      return undefined;
  }
}
