import type { OfficialContent, ServiceOf } from "../../../messages/domain/official-content.ts";
import type { RequestOf } from "../contract/endpoint.ts";
import type { customerService } from "../contract/modules/customer-service.ts";
import type { MediaKind } from "./media-types.ts";

/** The body of `message/custom/send` without `touser` (developers.weixin.qq.com, 发送客服消息). */
type CustomMessage = WithoutRecipient<RequestOf<typeof customerService.send>>;
type WithoutRecipient<M> = M extends unknown ? Omit<M, "touser"> : never;

/** Uploads a file and gives its `media_id`. */
type MediaIdOf = (kind: MediaKind, url: string) => Promise<string>;

type LinkOf = (content: Extract<OfficialContent, { type: "link" }>) => CustomMessage;

/** What differs between the customer-service messages of Official Accounts and those of mini programs. */
const LINKS: Readonly<Record<ServiceOf, LinkOf>> = {
  official: ({ title, description, url, thumbUrl: picurl }) => ({
    msgtype: "news",
    news: { articles: [{ title, description, url, picurl }] },
  }),
  "mini-program": ({ title, description, url, thumbUrl: thumb_url }) => ({
    msgtype: "link",
    link: { title, description, url, thumb_url },
  }),
};

/** The customer-service message of a content, whose files are uploaded before. A mini program's card is one of itself. */
export async function customMessage(
  of: ServiceOf,
  content: OfficialContent,
  mediaId: MediaIdOf,
): Promise<CustomMessage> {
  switch (content.type) {
    case "text":
      return { msgtype: "text", text: { content: content.text } };
    case "image":
      return { msgtype: "image", image: { media_id: await mediaId("image", content.url) } };
    case "voice":
      return { msgtype: "voice", voice: { media_id: await mediaId("voice", content.url) } };
    case "video": {
      const media_id = await mediaId("video", content.url);
      return { msgtype: "video", video: { media_id, thumb_media_id: await mediaId("thumb", content.thumbUrl) } };
    }
    case "link":
      return LINKS[of](content);
    case "mini-program": {
      const { title, miniAppId, pagePath: pagepath, coverUrl } = content;
      const appid = of === "official" ? { appid: miniAppId } : {};
      const thumb_media_id = await mediaId("image", coverUrl);
      return { msgtype: "miniprogrampage", miniprogrampage: { title, ...appid, pagepath, thumb_media_id } };
    }
    default:
      return content satisfies never;
  }
}
