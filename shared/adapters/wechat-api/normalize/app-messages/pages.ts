import { childOf, numberIn, textOf, type XmlNode } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import type { AppMessage } from "./element.ts";

/** An invitation is told by its URL's path: its title depends on the phone's language. */
export function page({ appmsg, xml }: AppMessage): MessageBody {
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

export function attachment(appmsg: XmlNode) {
  return {
    title: textOf(appmsg, "title"),
    extension: textOf(appmsg, "appattach", "fileext"),
    size: numberIn(textOf(appmsg, "appattach", "totallen")),
    md5: textOf(appmsg, "md5"),
  };
}

export function miniProgram({ appmsg, xml }: AppMessage): MessageBody {
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

export function videoChannel({ appmsg, xml }: AppMessage): MessageBody {
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
