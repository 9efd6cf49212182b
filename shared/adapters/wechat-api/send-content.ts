import type { OutboundCommand } from "../../domain/command.ts";
import type { ApiOf } from "./client.ts";
import type { message } from "./contract/message.ts";

type MessageApi = ApiOf<{ message: typeof message }>["message"];
/** What the gateway says of a message that it has sent. */
type Sent = Awaited<ReturnType<MessageApi["postText"]>>;

/** Carries out a command by the one call that it stands for. */
export function sendContent(api: MessageApi, { appId, to, content }: OutboundCommand): Promise<Sent> {
  const address = { appId, toWxid: to };
  switch (content.type) {
    case "text": {
      const ats = content.mentions?.length ? content.mentions.join(",") : undefined;
      return api.postText({ ...address, content: content.text, ats });
    }
    case "forward":
      return forward(api, content.as, { ...address, xml: content.xml });
    case "location":
      return api.postLocation({ ...address, content: content.xml });
    case "emoji":
      return api.postEmoji({ ...address, emojiMd5: content.md5, emojiSize: content.size });
    case "card":
      return api.postNameCard({ ...address, nickName: content.nickname, nameCardWxid: content.wxid });
    case "app":
      return api.postAppMsg({ ...address, appmsg: content.xml });
    default:
      return content satisfies never;
  }
}

function forward(
  api: MessageApi,
  as: "image" | "video" | "file" | "link",
  request: { appId: string; toWxid: string; xml: string },
): Promise<Sent> {
  switch (as) {
    case "image":
      return api.forwardImage(request);
    case "video":
      return api.forwardVideo(request);
    case "file":
      return api.forwardFile(request);
    case "link":
      return api.forwardUrl(request);
    default:
      return as satisfies never;
  }
}
