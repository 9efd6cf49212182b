/**
 * Places where a text is split, best first: an empty line, a line's end, a sentence's end, a blank. ASCII's marks end a
 * sentence only before a blank: within an address they are a part of it.
 */
const BREAKS = [/\n{2,}/g, /\n/g, /[。！？；]|[!?;.](?=\s)/g, /[\s，、]|,(?=\s)/g];

/** A sentence's end, with the quotation marks and brackets that close behind it, or a line's end. */
const SENTENCE_END = /(?:[。！？!?…]|\.(?=[\s”’"')）]|$))[”’"'」』）)]*|\n/g;

/** Parts of a text that are not split: a link (`<a href="…">…</a>`, which WeChat shows as one) and an address. */
const LINK = /<a\s[^<>]*>[^<]*<\/a>|https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+/gi;

/** A break before this share of the room is not used: the message before it would be too short. */
const LEAST_SHARE = 0.3;

/** How the size of a text is measured. */
type Measure = (text: string) => number;

export const bytesIn: Measure = (text) => Buffer.byteLength(text);
export const charactersIn: Measure = (text) => text.length;

/** Parts of at most `limit` bytes (or what `size` counts), without the blanks between them; never within a character. */
export function splitText(text: string, limit: number, size: Measure = bytesIn): string[] {
  const parts: string[] = [];
  let rest = text;
  while (size(rest) > limit) {
    const room = fitting(rest, limit, size);
    const end = breakIn(room, linksIn(rest));
    const part = rest.slice(0, end).trimEnd();
    if (part !== "") parts.push(part);
    rest = rest.slice(end).trimStart();
  }
  return rest === "" && parts.length > 0 ? parts : [...parts, rest];
}

/**
 * The text up to the last sentence that ends within `limit` characters (UTF-16 units); where no sentence does, as many
 * characters as have room, and an ellipsis.
 */
export function cutAtSentence(text: string, limit: number): string {
  const room = text.length <= limit ? text : fitting(text, limit, charactersIn);
  const links = linksIn(text);
  const ends = [...room.matchAll(SENTENCE_END)].map(({ index, 0: mark }) => index + mark.length);
  const end = ends.findLast((at) => !links.some(({ from, to }) => from < at && at < to)) ?? 0;
  if (end > 0) return room.slice(0, end).trimEnd();
  return `${room.length < limit ? room : fitting(room, limit - 1, charactersIn)}…`;
}

/** The longest beginning that has room. An emoji of several characters stays whole. */
function fitting(text: string, limit: number, size: Measure): string {
  let used = 0;
  let end = 0;
  for (const { segment } of new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text)) {
    used += size(segment);
    if (used > limit) break;
    end += segment.length;
  }
  return text.slice(0, end > 0 ? end : wholeCharacters(text, limit, size));
}

/** The length of the longest beginning of whole characters: for one sign that is longer than a message. */
function wholeCharacters(text: string, limit: number, size: Measure): number {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += size(character);
    if (used > limit) break;
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
