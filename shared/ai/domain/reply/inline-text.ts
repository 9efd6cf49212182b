import type { Holds } from "./holds.ts";

const CODE = /(?<!`)(`{1,8})(?!`)([^\n]{1,2000}?)(?<!`)\1(?!`)/g;
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!|~>"'<])/g;
const LABEL = String.raw`((?:[^\[\]\\\n]|\\.){0,500})`;
const TARGET = String.raw`<?((?:[^()\s<>]|\([^()\s]{0,500}\)){0,2000})>?(?:\s{1,5}(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'))?`;
/** A picture, then a link: a link may have a picture for its label. */
const PICTURE = new RegExp(String.raw`!\[${LABEL}\]\(\s{0,3}${TARGET}\s{0,3}\)`, "g");
const LINK = new RegExp(String.raw`\[${LABEL}\]\(\s{0,3}${TARGET}\s{0,3}\)`, "g");
const REFERENCE = new RegExp(String.raw`\[${LABEL}\] ?\[([^\[\]\n]{0,200})\]`, "g");
const DEFINED = /^[ \t]{0,3}\[([^\]\n]{1,200})\]:[ \t]*<?([^\s<>]+)>?.*$/gm;
const AUTOLINK = /<((?:https?|mailto|tel):[^\s<>]{1,2000})>/gi;
const ADDRESS = /https?:\/\/[^\s<>`|"'，。；：！？、（）【】》“”\uFDD0\uFDD1]+/gi;
const ANCHOR = /<a\b[^<>\n]{0,300}?\bhref\s{0,3}=\s{0,3}["']([^"'\n]{1,2000})["'][^<>\n]{0,300}>([^\n]{0,500}?)<\/a>/gi;
const BREAK = /<br\s{0,3}\/?>|<\/(?:p|div|li|tr|h[1-6])>/gi;
const HTML =
  /<\/?(?:a|abbr|article|b|big|blockquote|center|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)(?:\s[^<>\n]{0,500})?\/?>|<!--[\s\S]{0,2000}?-->/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  nbsp: " ",
};

/** Emphasis: what surrounds the words must touch them, and signs within identifiers and products are none. */
const EMPHASIS: readonly RegExp[] = [
  /(?:(?<![A-Za-z0-9*])\*{2,3}|(?<!\*)\*{2,3}(?![A-Za-z0-9]))(?![\s*])([^\n]{1,2000}?)(?<![\s*])\*{2,3}(?!\*)/g,
  /(?<![\p{L}\p{N}_])_{2,3}(?![\s_])(?![a-z_]+_{2})([^\n]{1,2000}?)(?<![\s_])_{2,3}(?![\p{L}\p{N}_])/gu,
  /~~(?![\s~])([^\n]{1,2000}?)(?<![\s~])~~/g,
  /(?<![\w*])\*(?![\s*])([^*\n]{1,2000}?)(?<![\s*])\*(?![\w*])/g,
  /(?<![\p{L}\p{N}_])_(?![\s_])([^_\n]{1,2000}?)(?<![\s_])_(?![\p{L}\p{N}_])/gu,
];
/** Strong marks without their other half. */
const LONE_STRONG = /(?<![A-Za-z0-9\s*])\*\*(?!\*)|(?<!\*)\*\*(?![A-Za-z0-9\s*])|^\s*\*\*(?=\S)/g;

/** Where links of the form `[words][id]` lead, by id in lower case. */
export function linkDefinitions(markdown: string): ReadonlyMap<string, string> {
  return new Map([...markdown.matchAll(DEFINED)].map(([, id = "", url = ""]) => [id.toLowerCase(), url]));
}

/** A line's words without the marks of Markdown and HTML. Code and addresses are held, so that no later step changes them. */
export function inlineText(line: string, holds: Holds, links: ReadonlyMap<string, string>): string {
  const link = (words: string, url: string) => linkText(words, url, holds);
  const marked = line
    .replace(CODE, (_code, _ticks, words: string) => holds.hold(words.replace(/^ (.*\S.*) $/, "$1")))
    .replace(ESCAPED, (_escaped, sign: string) => holds.hold(sign))
    .replace(PICTURE, (_picture, words: string, url: string) => link(words, url))
    .replace(LINK, (_link, words: string, url: string) => link(words, url))
    .replace(REFERENCE, (written, words: string, id: string) => {
      const url = links.get((id || words).toLowerCase());
      return url === undefined ? written : link(words, url);
    })
    .replace(ANCHOR, (_anchor, url: string, words: string) => link(words, url))
    .replace(AUTOLINK, (_written, url: string) => link("", url))
    .replace(ADDRESS, (url) => {
      const bare = url.replace(/\*+$/, "");
      return holds.hold(bare) + url.slice(bare.length);
    })
    .replace(BREAK, "\n")
    .replace(HTML, "");
  return EMPHASIS.reduce((text, mark) => text.replace(mark, "$1"), marked)
    .replace(LONE_STRONG, "")
    .replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** `官网 https://example.com `: blanks keep the address apart from the words around it, so that phones find its ends. */
function linkText(words: string, url: string, holds: Holds): string {
  const label = words.trim();
  const address = url.replace(/^(?:mailto|tel):/i, "");
  if (address === "" || address.startsWith("#")) return label;
  if (label === "" || label === address) return ` ${holds.hold(address)} `;
  return `${label} ${holds.hold(address)} `;
}
