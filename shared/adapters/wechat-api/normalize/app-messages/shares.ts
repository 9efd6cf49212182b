import { childOf, textOf, type XmlNode } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import type { AppMessage } from "./element.ts";

export function appText({ appmsg, xml }: AppMessage): MessageBody {
  const text = textOf(appmsg, "title") || textOf(appmsg, "des");
  return { kind: "app-text", xml, text, source: sourceOf(appmsg) };
}

export function solitaire({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "solitaire", xml, text: textOf(appmsg, "title") || textOf(appmsg, "des") };
}

export function music({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "music", xml, ...share(appmsg), dataUrl: textOf(appmsg, "dataurl"), source: sourceOf(appmsg) };
}

export function videoShare({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "video-share", xml, ...share(appmsg), source: sourceOf(appmsg) };
}

export function realtimeLocation({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "realtime-location", xml, title: textOf(appmsg, "title") };
}

export function channelCard({ appmsg, xml }: AppMessage): MessageBody {
  const card = childOf(appmsg, "findernamecard");
  return {
    kind: "channel-card",
    xml,
    username: textOf(card, "username"),
    nickname: textOf(card, "nickname"),
    avatarUrl: textOf(card, "avatar"),
  };
}

export function live({ appmsg, xml }: AppMessage): MessageBody {
  const broadcast = childOf(appmsg, "finderLive");
  return {
    kind: "live",
    xml,
    username: textOf(broadcast, "finderUsername"),
    nickname: textOf(broadcast, "nickname"),
    liveId: textOf(broadcast, "finderLiveID"),
    description: textOf(broadcast, "desc"),
    coverUrl: textOf(broadcast, "media", "coverUrl"),
  };
}

function share(appmsg: XmlNode) {
  return { title: textOf(appmsg, "title"), description: textOf(appmsg, "des"), url: textOf(appmsg, "url") };
}

/** The app that shares it. It stands beside the `appmsg` too, where this does not look. */
function sourceOf(appmsg: XmlNode): string {
  return textOf(appmsg, "sourcedisplayname");
}
