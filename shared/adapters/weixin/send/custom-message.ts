import type { OfficialContent } from "../../../messages/domain/official-content.ts";
import type { RequestOf } from "../contract/endpoint.ts";
import type { customerService } from "../contract/modules/customer-service.ts";
import type { MediaKind } from "./media-types.ts";

/** The body of `message/custom/send` without `touser` (developers.weixin.qq.com, 发送客服消息). */
type CustomMessage = WithoutRecipient<RequestOf<typeof customerService.send>>;
type WithoutRecipient<M> = M extends unknown ? Omit<M, "touser"> : never;

/** The customer-service message of a content, whose files are uploaded before. */
export async function customMessage(
  content: OfficialContent,
  mediaId: (kind: MediaKind, url: string) => Promise<string>,
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
    case "link": {
      const { title, description, url, thumbUrl: picurl } = content;
      return { msgtype: "news", news: { articles: [{ title, description, url, picurl }] } };
    }
    case "mini-program": {
      const { title, miniAppId: appid, pagePath: pagepath, coverUrl } = content;
      const thumb_media_id = await mediaId("image", coverUrl);
      return { msgtype: "miniprogrampage", miniprogrampage: { title, appid, pagepath, thumb_media_id } };
    }
    default:
      return content satisfies never;
  }
}
