import { AppError } from "../../../kernel/domain/errors.ts";
import type { Content } from "../../../messages/domain/content.ts";
import { locationXml } from "../../../messages/domain/location-xml.ts";
import type { OutboundCommand } from "../../../outbound/domain/command.ts";
import type { ApiOf } from "../client/client.ts";
import type { contacts } from "../contract/modules/contacts.ts";
import type { group } from "../contract/modules/group.ts";
import type { message } from "../contract/modules/message.ts";

type SendingApi = ApiOf<{
  message: typeof message;
  contacts: Pick<typeof contacts, "addContacts">;
  group: Pick<typeof group, "inviteMember">;
}>;
/** What the gateway says of a message that it has sent. */
type Sent = Awaited<ReturnType<SendingApi["message"]["postText"]>>;

/** `option` of `addContacts`. */
const ACCEPT = 3;

/** Carries out a command by the one call that it stands for; what makes no message answers nothing. */
export async function sendContent(api: SendingApi, { appId, to, content }: OutboundCommand): Promise<Sent> {
  const { message } = api;
  const address = { appId, toWxid: to };
  switch (content.type) {
    case "text": {
      const ats = content.mentions?.length ? content.mentions.join(",") : undefined;
      return message.postText({ ...address, content: content.text, ats });
    }
    case "image":
      return message.postImage({ ...address, imgUrl: content.url });
    case "file":
      return message.postFile({ ...address, fileUrl: content.url, fileName: content.name });
    case "voice":
      return message.postVoice({ ...address, voiceUrl: content.url, voiceDuration: content.durationMs });
    case "video": {
      const { url: videoUrl, thumbUrl, durationSeconds: videoDuration } = content;
      return message.postVideo({ ...address, videoUrl, thumbUrl, videoDuration });
    }
    case "link": {
      const { title, description: desc, url: linkUrl, thumbUrl } = content;
      return message.postLink({ ...address, title, desc, linkUrl, thumbUrl });
    }
    case "card":
      return message.postNameCard({ ...address, nickName: content.nickname, nameCardWxid: content.wxid });
    case "place":
      return message.postLocation({ ...address, content: locationXml(content) });
    case "location":
      return message.postLocation({ ...address, content: content.xml });
    case "emoji":
      return message.postEmoji({ ...address, emojiMd5: content.md5, emojiSize: content.size });
    case "app":
      return message.postAppMsg({ ...address, appmsg: content.xml });
    case "mini-program": {
      const { miniAppId, displayName, pagePath, coverUrl: coverImgUrl, title, username: userName } = content;
      return message.postMiniApp({ ...address, miniAppId, displayName, pagePath, coverImgUrl, title, userName });
    }
    case "forward":
      return forward(message, address, content);
    case "revoke": {
      const { msgId, newMsgId, createTime } = content;
      await message.revokeMsg({ ...address, msgId, newMsgId, createTime: String(createTime) });
      return undefined;
    }
    case "accept-friend": {
      const { v3, v4, scene } = content;
      await api.contacts.addContacts({ appId, option: ACCEPT, v3, v4, scene, content: "" });
      return undefined;
    }
    case "invite-to-group":
      await api.group.inviteMember({ appId, wxids: to, chatroomId: content.groupId, reason: "" });
      return undefined;
    case "template":
    case "subscription":
      throw new AppError("invalid-input", `个人号不能发送 ${content.type}：只有公众号和小程序有模板`, {
        details: { appId, cause: "invalid-command" },
      });
    default:
      return content satisfies never;
  }
}

function forward(
  message: SendingApi["message"],
  address: { appId: string; toWxid: string },
  content: Extract<Content, { type: "forward" }>,
): Promise<Sent> {
  const request = { ...address, xml: content.xml };
  switch (content.as) {
    case "image":
      return message.forwardImage(request);
    case "video":
      return message.forwardVideo(request);
    case "file":
      return message.forwardFile(request);
    case "link":
      return message.forwardUrl(request);
    case "mini-program":
      return message.forwardMiniApp({ ...request, coverImgUrl: content.coverUrl });
    default:
      return content satisfies never;
  }
}
