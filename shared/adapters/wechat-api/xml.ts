import { SaxesParser } from "saxes";

/** An element: its attributes, its child elements, and its own text (CDATA included, that of children not). */
export type XmlNode = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlNode[];
  text: string;
};

const MAX_CHARS = 1_048_576;
const MAX_DEPTH = 64;

/**
 * Parses a message's XML; `undefined` for what is not well-formed, carries a DOCTYPE, is nested deeper than 64 elements
 * or longer than 1 Mi characters. Entities beyond XML's own five do not exist here.
 *
 * WeChat's clients write XML that is not quite: what fails is tried once more with lone `&` escaped and with the
 * characters removed that XML forbids.
 */
export function parseXml(text: string): XmlNode | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const trimmed = text.trim();
  return parseStrict(trimmed) ?? parseStrict(repair(trimmed));
}

/** The first child element on the path, or `undefined`. */
export function childOf(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  let found = node;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

/** The trimmed text of the element on the path; empty where there is none. */
export function textOf(node: XmlNode | undefined, ...path: string[]): string {
  return childOf(node, ...path)?.text.trim() ?? "";
}

/** The attribute's value; empty where there is none. */
export function attributeOf(node: XmlNode | undefined, name: string): string {
  return node?.attributes[name] ?? "";
}

/** A decimal number; `undefined` for anything else, the empty text included. */
export function numberIn(text: string): number | undefined {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function parseStrict(text: string): XmlNode | undefined {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  const open: XmlNode[] = [];
  let root: XmlNode | undefined;
  const addText = (chunk: string): void => {
    const current = open.at(-1);
    if (current) current.text += chunk;
  };
  parser.on("opentag", (tag) => {
    if (open.length === MAX_DEPTH) parser.fail(`deeper than ${MAX_DEPTH} elements`);
    const node = { name: tag.name, attributes: tag.attributes, children: [], text: "" };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  parser.on("closetag", () => open.pop());
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("doctype", () => parser.fail("DOCTYPE is not allowed"));
  try {
    parser.write(text).close();
  } catch {
    // Without an error handler the parser throws at the first fault; a fault is this function's `undefined`.
    return undefined;
  }
  return root;
}

/** What XML 1.0 forbids, as a character or as a numeric reference, and ampersands that begin no reference. */
const LONE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/gi;
const REFERENCE = /&#(x?)([\da-f]+);/gi;
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function repair(text: string): string {
  const clean = text.replace(FORBIDDEN, "");
  let repaired = "";
  let at = 0;
  while (at < clean.length) {
    const start = indexOrEnd(clean, "<![CDATA[", at);
    repaired += repairMarkup(clean.slice(at, start));
    at = indexOrEnd(clean, "]]>", start);
    repaired += clean.slice(start, at);
  }
  return repaired;
}

function repairMarkup(text: string): string {
  return text.replace(LONE_AMPERSAND, "&amp;").replace(REFERENCE, (reference, hex: string, digits: string) => {
    const code = Number.parseInt(digits, hex === "" ? 10 : 16);
    const allowed = code <= 0x10ffff && String.fromCodePoint(code).replace(FORBIDDEN, "") !== "";
    return allowed ? reference : "";
  });
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index < 0 ? text.length : index;
}
