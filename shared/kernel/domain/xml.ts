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
 * WeChat's clients write XML that is not well-formed: it is tried once more with lone `&`, `<` and `]]>` escaped, with
 * the characters removed that XML forbids, and without comments and declarations.
 */
export function parseXml(text: string): XmlNode | undefined {
  if (text.length > MAX_CHARS) return undefined;
  const trimmed = text.replace(AROUND, "");
  return parseWellFormedXml(trimmed) ?? parseWellFormedXml(repair(trimmed));
}

/**
 * Blanks around the XML, and U+FFFD, which stands for the NUL at its end that some gateways keep. A run is tried from
 * its beginning only: tried from each blank, a long one takes seconds.
 */
const AROUND = /^[\s\ufffd]+|(?<![\s\ufffd])[\s\ufffd]+$/g;

/** The first child element on the path, or `undefined`. */
export function childOf(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  let found = node;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

/** The trimmed text of the element on the path; empty where the element is missing. */
export function textOf(node: XmlNode | undefined, ...path: string[]): string {
  return childOf(node, ...path)?.text.trim() ?? "";
}

/**
 * What stands in the element on the path: its text, or where it holds elements, these as XML again. So it gives the XML
 * of a nested message whether its sender escaped it or not.
 */
export function contentOf(node: XmlNode | undefined, ...path: string[]): string {
  const found = childOf(node, ...path);
  if (found === undefined) return "";
  return found.children.length === 0 ? found.text.trim() : found.children.map(written).join("");
}

/** An element as XML; its own text stands before its child elements. */
function written({ name, attributes, children, text }: XmlNode): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${said.join("")}>${escaped(text)}${children.map(written).join("")}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The attribute's value; empty where the attribute is missing. */
export function attributeOf(node: XmlNode | undefined, name: string): string {
  return node?.attributes[name] ?? "";
}

/** A decimal number; `undefined` for anything else, the empty text included. */
export function numberIn(text: string): number | undefined {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * The same for what must be well-formed as it stands: nothing is repaired, and no blank stands before a declaration.
 */
export function parseWellFormedXml(text: string): XmlNode | undefined {
  if (text.length > MAX_CHARS) return undefined;
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

/** What XML 1.0 forbids, and what can only mean itself: ampersands that begin no reference, `<` that opens no tag. */
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const LONE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/gi;
const LONE_BRACKET = /<(?![\p{L}_:/!?])/gu;
const REFERENCE = /&#(x?)([\da-f]+);/gi;

/** What is no markup, by how it begins and ends: CDATA, comments, declarations. */
const SECTION = /<!\[CDATA\[|<!--|<\?/g;
const CDATA = "<![CDATA[";
const ENDS: Readonly<Record<string, string>> = { [CDATA]: "]]>", "<!--": "-->", "<?": "?>" };

/** Keeps CDATA as it is, drops comments and declarations, and repairs the markup between them. */
function repair(text: string): string {
  const clean = text.replace(FORBIDDEN, "");
  let repaired = "";
  let at = 0;
  for (let found = nextSection(clean, at); found !== undefined; found = nextSection(clean, at)) {
    repaired += repairMarkup(clean.slice(at, found.start));
    if (found.isCdata) repaired += clean.slice(found.start, found.end);
    at = found.end;
  }
  return repaired + repairMarkup(clean.slice(at));
}

/** The next section that has an end. One without runs to the end of the text, which then is no XML anyway. */
function nextSection(text: string, from: number): { start: number; end: number; isCdata: boolean } | undefined {
  SECTION.lastIndex = from;
  const opening = SECTION.exec(text);
  if (opening === null) return undefined;
  const [begin] = opening;
  const close = ENDS[begin] ?? "";
  const end = text.indexOf(close, SECTION.lastIndex);
  return end < 0 ? undefined : { start: opening.index, end: end + close.length, isCdata: begin === CDATA };
}

function repairMarkup(text: string): string {
  return text
    .replace(LONE_AMPERSAND, "&amp;")
    .replace(LONE_BRACKET, "&lt;")
    .replaceAll("]]>", "]]&gt;")
    .replace(REFERENCE, (reference, hex: string, digits: string) => {
      const code = Number.parseInt(digits, hex === "" ? 10 : 16);
      const allowed = code <= 0x10ffff && String.fromCodePoint(code).replace(FORBIDDEN, "") !== "";
      return allowed ? reference : "";
    });
}
