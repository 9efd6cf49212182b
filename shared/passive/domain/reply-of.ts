import type { Content } from "../../messages/domain/content.ts";
import type { PassiveReply } from "./reply.ts";

/** Contents whose file the answer names by its media id. */
const FILES = ["image", "voice", "video"] as const satisfies readonly (Content["type"] & PassiveReply["type"])[];

/** A file, as WeChat takes it. */
export type SaidFile = { readonly kind: (typeof FILES)[number]; readonly url: string };

/** The file of a content that an answer could carry, if it was uploaded before. */
export function fileOf(content: Content): SaidFile | undefined {
  const kind = FILES.find((type) => type === content.type);
  return kind && "url" in content && content.url !== undefined ? { kind, url: content.url } : undefined;
}

/**
 * The reply that says a content; `mediaId`: of the content's file, if the account has uploaded it. Undefined for contents
 * that a callback's answer cannot carry: an upload takes the account's AppSecret, and more time than WeChat waits.
 */
export function replyOf(content: Content, mediaId?: string): PassiveReply | undefined {
  if (content.type === "text") return { type: "text", text: content.text };
  const file = fileOf(content);
  if (file) return mediaId === undefined ? undefined : { type: file.kind, mediaId };
  if (content.type !== "link") return undefined;
  const { title, description, url, thumbUrl: pictureUrl } = content;
  return { type: "news", articles: [{ title, description, pictureUrl, url }] };
}
