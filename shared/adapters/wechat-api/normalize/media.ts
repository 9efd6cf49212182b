import { attributeOf, childOf, numberIn, parseXml, textOf, type XmlNode } from "../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../messages/domain/inbound-message.ts";
import type { AddMsgData } from "./callback-body.ts";

/** What the attributes of a message's element say, and the parts of the callback that go with it. */
type Element = { attribute: (name: string) => string; root: XmlNode | undefined; xml: string; data: AddMsgData };

type Reader = { path: string[]; read: (element: Element) => MessageBody | undefined };

/** By `MsgType`: the element that says it all, below `msg`, and how to read its attributes. */
const readers: Readonly<Record<number, Reader>> = {
  3: { path: ["img"], read: image },
  34: { path: ["voicemsg"], read: voice },
  37: { path: [], read: friendRequest },
  42: { path: [], read: card },
  43: { path: ["videomsg"], read: video },
  47: { path: ["emoji"], read: emoji },
  48: { path: ["location"], read: location },
  50: { path: [], read: call },
  52: { path: [], read: call },
  53: { path: [], read: call },
  // A short video, as older clients send it.
  62: { path: ["videomsg"], read: video },
  64: { path: [], read: call },
  66: { path: [], read: wecomCard },
};

/** Whether messages of a `MsgType` are told by it alone. */
export function isMedia(type: number): boolean {
  return readers[type] !== undefined;
}

/**
 * Pictures, recordings, places, people and calls; `undefined` for other `MsgType`s. The `MsgType` alone decides: what the XML
 * does not say, because it is broken or lacks the element, is empty. Only a friend request needs its XML.
 */
export function normalizeMedia(type: number, xml: string, data: AddMsgData): MessageBody | undefined {
  const reader = readers[type];
  if (reader === undefined) return undefined;
  const root = parseXml(xml);
  const element: XmlNode | undefined = root?.name === "msg" ? childOf(root, ...reader.path) : undefined;
  return reader.read({ attribute: (name) => attributeOf(element, name), root, xml, data });
}

function image({ attribute, xml, data }: Element): MessageBody {
  return {
    kind: "image",
    xml,
    thumbnail: data.ImgBuf,
    length: numberIn(attribute("length")),
    md5: attribute("md5"),
  };
}

function voice({ attribute, xml, data }: Element): MessageBody {
  return {
    kind: "voice",
    xml,
    durationMs: numberIn(attribute("voicelength")),
    length: numberIn(attribute("length")),
    buffer: data.ImgBuf,
  };
}

function video({ attribute, xml, data }: Element): MessageBody {
  return {
    kind: "video",
    xml,
    thumbnail: data.ImgBuf,
    durationSeconds: numberIn(attribute("playlength")),
    length: numberIn(attribute("length")),
    md5: attribute("md5"),
  };
}

function emoji({ attribute, xml }: Element): MessageBody {
  return { kind: "emoji", xml, md5: attribute("md5"), size: numberIn(attribute("len")), url: attribute("cdnurl") };
}

/** WeChat's `x` is the latitude. */
function location({ attribute, xml }: Element): MessageBody {
  return {
    kind: "location",
    xml,
    latitude: numberIn(attribute("x")),
    longitude: numberIn(attribute("y")),
    label: attribute("label"),
    name: attribute("poiname"),
  };
}

function card({ attribute, xml }: Element): MessageBody {
  return {
    kind: "card",
    xml,
    username: attribute("username"),
    nickname: attribute("nickname"),
    alias: attribute("alias"),
    avatarUrl: attribute("bigheadimgurl") || attribute("smallheadimgurl"),
    v4: attribute("antispamticket"),
  };
}

function wecomCard({ attribute, xml }: Element): MessageBody {
  return {
    kind: "wecom-card",
    xml,
    username: attribute("username"),
    nickname: attribute("nickname"),
    company: attribute("openimdesc"),
    avatarUrl: attribute("bigheadimgurl") || attribute("smallheadimgurl"),
  };
}

/** A call's bubble in the chat (50), its ringing (52, 53) or a call of a group (64). `room_type` 0 is a video call. */
function call({ root, xml }: Element): MessageBody {
  const bubble = childOf(root, "VoIPBubbleMsg") ?? root;
  const type = textOf(bubble, "room_type") || textOf(bubble, "invitetype");
  const media = type === "0" ? "video" : type === "1" ? "voice" : "";
  return { kind: "call", xml, media, text: textOf(bubble, "msg") };
}

/** Friend requests come from the system account `fmessage`; one without its `v3` could not be accepted. */
function friendRequest({ attribute, xml, data }: Element): MessageBody | undefined {
  const v3 = attribute("encryptusername");
  if (data.FromUserName !== "fmessage" || v3 === "") return undefined;
  return {
    kind: "friend-request",
    xml,
    fromWxid: attribute("fromusername"),
    nickname: attribute("fromnickname"),
    content: attribute("content"),
    v3,
    v4: attribute("ticket"),
    scene: numberIn(attribute("scene")),
    avatarUrl: attribute("bigheadimgurl") || attribute("smallheadimgurl"),
  };
}
