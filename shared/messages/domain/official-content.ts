import type { Content } from "./content.ts";
import type { ContentFault } from "./content-faults.ts";

/** Bytes of a customer-service text: WeChat's limit of `message/custom/send`. A Chinese character has three bytes. */
export const OFFICIAL_TEXT_LIMIT = 2048;

/** Customer-service messages that WeChat allows after one message of a user. A long text is split into no more parts. */
const MOST_PARTS = 5;

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
  const parts = splitText(content.text).length;
  if (parts > MOST_PARTS) {
    const message = `a text for an Official Account may have ${MOST_PARTS} parts of ${OFFICIAL_TEXT_LIMIT} bytes; this one has ${parts}`;
    faults.push({ path: "text", message });
  }
  return faults;
}

/** The contents that an Official Account sends for one: a text that is too long goes out in parts. */
export function officialContents(content: Content): readonly Content[] {
  if (content.type !== "text") return [content];
  const parts = splitText(content.text);
  return parts.length === 1 ? [content] : parts.map((text) => ({ ...content, text }));
}

/**
 * Places where a text is split, best first: an empty line, a line's end, a sentence's end, a blank. ASCII's marks end a
 * sentence only before a blank: within an address they are a part of it.
 */
const BREAKS = [/\n{2,}/g, /\n/g, /[。！？；]|[!?;.](?=\s)/g, /[\s，、]|,(?=\s)/g];

/** Parts of a text that are not split: a link (`<a href="…">…</a>`, which WeChat shows as one) and an address. */
const LINK = /<a\s[^<>]*>[^<]*<\/a>|https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+/gi;

/** A break before this share of the room is not used: the message before it would be too short. */
const LEAST_SHARE = 0.3;

/** Parts of at most `limit` bytes, without the blanks between them; never within a character. */
export function splitText(text: string, limit = OFFICIAL_TEXT_LIMIT): string[] {
  const parts: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > limit) {
    const room = fitting(rest, limit);
    const end = breakIn(room, linksIn(rest));
    const part = rest.slice(0, end).trimEnd();
    if (part !== "") parts.push(part);
    rest = rest.slice(end).trimStart();
  }
  return rest === "" && parts.length > 0 ? parts : [...parts, rest];
}

/** The longest beginning that has room. An emoji of several characters stays whole. */
function fitting(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const { segment } of new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > limit) break;
    end += segment.length;
  }
  return text.slice(0, end > 0 ? end : wholeCharacters(text, limit));
}

/** The length of the longest beginning of whole characters: for one sign that is longer than a message. */
function wholeCharacters(text: string, limit: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    end += character.length;
  }
  return end;
}

type Span = { readonly from: number; readonly to: number };

function linksIn(text: string): Span[] {
  return [...text.matchAll(LINK)].map(({ index, 0: link }) => ({ from: index, to: index + link.length }));
}

function breakIn(room: string, links: readonly Span[]): number {
  const cut = (at: number) => links.find(({ from, to }) => from < at && at < to);
  const least = room.length * LEAST_SHARE;
  for (const pattern of BREAKS) {
    const ends = [...room.matchAll(pattern)].map(({ index, 0: mark }) => index + mark.length);
    const end = ends.findLast((at) => !cut(at)) ?? 0;
    if (end >= least) return end;
  }
  const beforeLink = cut(room.length)?.from ?? 0;
  return beforeLink >= least ? beforeLink : room.length;
}
