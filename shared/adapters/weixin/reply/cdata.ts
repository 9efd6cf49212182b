/** What XML 1.0 forbids: WeChat could not read an answer that has it, and the person would read of a fault. */
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** An element with a text, which stands as CDATA. `]]>` in the text goes over two sections. */
export function cdata(name: string, text: string): string {
  const clean = text.toWellFormed().replace(FORBIDDEN, "").replaceAll("]]>", "]]]]><![CDATA[>");
  return `<${name}><![CDATA[${clean}]]></${name}>`;
}

/** The same, and nothing where there is no text. */
export function cdataIf(name: string, text: string | undefined): string {
  return text === undefined ? "" : cdata(name, text);
}
