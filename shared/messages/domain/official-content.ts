import type { Content } from "./content.ts";
import type { ContentFault } from "./content-faults.ts";
import { splitText } from "./texts/split-text.ts";

/** Bytes of a customer-service text: WeChat's limit of `message/custom/send`. A Chinese character has three bytes. */
export const OFFICIAL_TEXT_LIMIT = 2048;

/** Customer-service messages that WeChat allows after one message of a user. A long text is split into no more parts. */
export const MOST_PARTS = 5;

/** Contents that an Official Account's customer-service message can carry. */
const SENDABLE = ["text", "image", "voice", "video", "link", "mini-program"] as const satisfies Content["type"][];
export type OfficialContent = Extract<Content, { readonly type: (typeof SENDABLE)[number] }>;

export function isOfficialContent(content: Content): content is OfficialContent {
  return SENDABLE.some((type) => type === content.type);
}

/** What keeps an Official Account from sending a content; a long text counts as the parts that it is split into. */
export function officialContentFaults(content: Content): ContentFault[] {
  if (!isOfficialContent(content)) {
    const message = `an Official Account cannot send '${content.type}': it sends ${SENDABLE.join(", ")}`;
    return [{ path: "type", message }];
  }
  if (content.type !== "text") return [];
  const faults: ContentFault[] = [];
  if (content.mentions?.length) {
    faults.push({ path: "mentions", message: "an Official Account has no groups, and so cannot mention members" });
  }
  const parts = splitText(content.text, OFFICIAL_TEXT_LIMIT).length;
  if (parts > MOST_PARTS) {
    const message = `a text for an Official Account may have ${MOST_PARTS} parts of ${OFFICIAL_TEXT_LIMIT} bytes; this one has ${parts}`;
    faults.push({ path: "text", message });
  }
  return faults;
}

/** The contents that an Official Account sends for one: a text that is too long goes out in parts. */
export function officialContents(content: Content): readonly Content[] {
  if (content.type !== "text") return [content];
  const parts = splitText(content.text, OFFICIAL_TEXT_LIMIT);
  return parts.length === 1 ? [content] : parts.map((text) => ({ ...content, text }));
}
