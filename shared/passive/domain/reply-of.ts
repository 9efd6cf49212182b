import type { Content } from "../../messages/domain/content.ts";
import type { PassiveReply } from "./reply.ts";

/**
 * The reply that says a content; undefined for contents that a callback's answer cannot carry: files have to be uploaded
 * first, which takes the account's AppSecret.
 */
export function replyOf(content: Content): PassiveReply | undefined {
  if (content.type === "text") return { type: "text", text: content.text };
  if (content.type !== "link") return undefined;
  const { title, description, url, thumbUrl: pictureUrl } = content;
  return { type: "news", articles: [{ title, description, pictureUrl, url }] };
}
