import type { OutboundCommand } from "../../domain/command.ts";

/** One call of the gateway: path below the base URL, and body. */
export type GatewayRequest = { readonly path: string; readonly body: Readonly<Record<string, unknown>> };

const FORWARD_PATHS = {
  image: "/message/forwardImage",
  video: "/message/forwardVideo",
  file: "/message/forwardFile",
  link: "/message/forwardUrl",
} as const;

/** The call that carries out a command. */
export function sendRequestOf({ appId, to, content }: OutboundCommand): GatewayRequest {
  const address = { appId, toWxid: to };
  switch (content.type) {
    case "text":
      return {
        path: "/message/postText",
        body: {
          ...address,
          content: content.text,
          ...(content.mentions?.length ? { ats: content.mentions.join(",") } : {}),
        },
      };
    case "forward":
      return { path: FORWARD_PATHS[content.as], body: { ...address, xml: content.xml } };
    case "location":
      return { path: "/message/postLocation", body: { ...address, content: content.xml } };
    case "emoji":
      return { path: "/message/postEmoji", body: { ...address, emojiMd5: content.md5, emojiSize: content.size } };
    case "card":
      return {
        path: "/message/postNameCard",
        body: { ...address, nickName: content.nickname, nameCardWxid: content.wxid },
      };
    case "app":
      return { path: "/message/postAppMsg", body: { ...address, appmsg: content.xml } };
    default:
      return content satisfies never;
  }
}
