/** A part of a message's XML that a test can remove or replace. */
type Part = { name: string; start: number; end: number; value: { start: number; end: number; isCdata: boolean } };

const ATTRIBUTE = /\s([\w-]+)\s*=\s*"([^"]*)"/g;
const LEAF = /<([\w-]+)[^<>]*>(<!\[CDATA\[[\s\S]*?\]\]>|[^<]*)<\/\1>/g;
const CDATA = "<![CDATA[";
const ROOTS = ["msg", "sysmsg"];

/** The attributes and the elements without children, except the root and those that tell the kind. */
export function freeParts(xml: string, deciding: readonly string[]): Part[] {
  const leaves = [...xml.matchAll(LEAF)].map((match): Part => {
    const [whole, name = "", content = ""] = match;
    const end = match.index + whole.length;
    const close = end - `</${name}>`.length;
    const isCdata = content.startsWith(CDATA);
    const value = isCdata
      ? { start: close - content.length + CDATA.length, end: close - "]]>".length, isCdata }
      : { start: close - content.length, end: close, isCdata };
    return { name, start: match.index, end, value };
  });
  const attributes = [...xml.matchAll(ATTRIBUTE)].map((match): Part => {
    const [whole, name = "", value = ""] = match;
    const end = match.index + whole.length;
    return {
      name,
      start: match.index,
      end,
      value: { start: end - 1 - value.length, end: end - 1, isCdata: false },
    };
  });
  const declared = xml.startsWith("<?xml") ? xml.indexOf("?>") : -1;
  const hidden = [...xml.matchAll(/<!\[CDATA\[[\s\S]*?\]\]>/g)];
  return [...leaves, ...attributes].filter(
    (part) =>
      part.start > declared &&
      ![...ROOTS, ...deciding].includes(part.name) &&
      !hidden.some(({ index, 0: section }) => part.start > index && part.end < index + section.length),
  );
}

export function without(xml: string, part: Part): string {
  return xml.slice(0, part.start) + xml.slice(part.end);
}

/** The XML with `text`, escaped, in the part. */
export function withText(xml: string, { value }: Part, text: string): string {
  const written = value.isCdata ? text.replaceAll("]]>", "]]]]><![CDATA[>") : escaped(text);
  return xml.slice(0, value.start) + written + xml.slice(value.end);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
