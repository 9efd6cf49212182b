import { childOf, numberIn, parseXml, textOf, type XmlNode } from "../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../messages/domain/inbound-message.ts";

/** An `appmsg` element and the whole XML it stands in. */
type AppMessage = { appmsg: XmlNode; xml: string };

/** Links, files, mini programs, quotes, money (`MsgType` 49, told apart by `msg.appmsg.type`); else `undefined`. */
export function normalizeAppMessage(xml: string): MessageBody | undefined {
  const root = parseXml(xml);
  const appmsg = root?.name === "msg" ? childOf(root, "appmsg") : undefined;
  if (appmsg === undefined) return undefined;
  switch (textOf(appmsg, "type")) {
    case "5":
      return page({ appmsg, xml });
    case "6":
      return { kind: "file", xml, ...attachment(appmsg) };
    case "74":
      return { kind: "file-announced", xml, ...attachment(appmsg) };
    case "33":
    case "36":
      return miniProgram({ appmsg, xml });
    case "51":
      return videoChannel({ appmsg, xml });
    case "57":
      return quote({ appmsg, xml });
    case "2000":
      return transfer({ appmsg, xml });
    case "2001":
      return redPacket({ appmsg, xml });
    default:
      return undefined;
  }
}

/** An invitation is told by its URL's path: its title depends on the phone's language. */
function page({ appmsg, xml }: AppMessage): MessageBody {
  const webPage = {
    xml,
    title: textOf(appmsg, "title"),
    description: textOf(appmsg, "des"),
    url: textOf(appmsg, "url"),
    thumbUrl: textOf(appmsg, "thumburl"),
  };
  const [path = ""] = webPage.url.split(/[?#]/, 1);
  if (path.includes("/addchatroombyinvite")) return { kind: "group-invitation", ...webPage };
  return { kind: "link", ...webPage, source: textOf(appmsg, "sourcedisplayname") };
}

function attachment(appmsg: XmlNode) {
  return {
    title: textOf(appmsg, "title"),
    extension: textOf(appmsg, "appattach", "fileext"),
    size: numberIn(textOf(appmsg, "appattach", "totallen")),
    md5: textOf(appmsg, "md5"),
  };
}

function miniProgram({ appmsg, xml }: AppMessage): MessageBody {
  const info = childOf(appmsg, "weappinfo");
  return {
    kind: "mini-program",
    xml,
    title: textOf(appmsg, "title"),
    displayName: textOf(appmsg, "sourcedisplayname"),
    miniAppId: textOf(info, "appid"),
    username: textOf(info, "username") || textOf(appmsg, "sourceusername"),
    pagePath: textOf(info, "pagepath"),
    iconUrl: textOf(info, "weappiconurl"),
    coverUrl: textOf(appmsg, "thumburl") || undefined,
  };
}

function videoChannel({ appmsg, xml }: AppMessage): MessageBody {
  const feed = childOf(appmsg, "finderFeed");
  const media = childOf(feed, "mediaList", "media");
  return {
    kind: "video-channel",
    xml,
    objectId: textOf(feed, "objectId"),
    objectNonceId: textOf(feed, "objectNonceId"),
    username: textOf(feed, "username"),
    nickname: textOf(feed, "nickname"),
    avatarUrl: textOf(feed, "avatar"),
    description: textOf(feed, "desc"),
    feedType: numberIn(textOf(feed, "feedType")),
    url: textOf(media, "url"),
    thumbUrl: textOf(media, "thumbUrl"),
    coverUrl: textOf(media, "coverUrl"),
    width: numberIn(textOf(media, "width")),
    height: numberIn(textOf(media, "height")),
    // Seen in the wild with rubbish behind the digits: `10>>`.
    durationSeconds: numberIn(/^\d+/.exec(textOf(media, "videoPlayDuration"))?.[0] ?? ""),
  };
}

/**
 * A quote needs what it quotes. In a group `fromusr` is the group and `chatusr` the person; in a private chat both are
 * the person.
 */
function quote({ appmsg, xml }: AppMessage): MessageBody | undefined {
  const refer = childOf(appmsg, "refermsg");
  if (refer === undefined) return undefined;
  return {
    kind: "quote",
    xml,
    text: textOf(appmsg, "title"),
    quoted: {
      id: textOf(refer, "svrid"),
      type: numberIn(textOf(refer, "type")),
      sender: textOf(refer, "chatusr") || textOf(refer, "fromusr"),
      displayName: textOf(refer, "displayname"),
      content: textOf(refer, "content"),
    },
  };
}

function transfer({ appmsg, xml }: AppMessage): MessageBody {
  const pay = childOf(appmsg, "wcpayinfo");
  return {
    kind: "transfer",
    xml,
    feeText: textOf(pay, "feedesc"),
    transferId: textOf(pay, "transferid"),
    // The vendor's spelling.
    transactionId: textOf(pay, "transcationid"),
    memo: textOf(pay, "pay_memo"),
    paySubtype: numberIn(textOf(pay, "paysubtype")),
    payer: textOf(pay, "payer_username"),
    receiver: textOf(pay, "receiver_username"),
  };
}

function redPacket({ appmsg, xml }: AppMessage): MessageBody {
  const pay = childOf(appmsg, "wcpayinfo");
  return {
    kind: "red-packet",
    xml,
    title: textOf(pay, "receivertitle") || textOf(pay, "sendertitle") || textOf(appmsg, "title"),
    scene: textOf(pay, "scenetext"),
    url: textOf(pay, "nativeurl") || textOf(pay, "url"),
    payMsgId: textOf(pay, "paymsgid"),
  };
}
