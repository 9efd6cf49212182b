/** Ways to write the same XML. */
export const xmlShapes: Readonly<Record<string, (xml: string) => string>> = {
  "as it is": (xml) => xml,
  "with a declaration": (xml) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${bare(xml)}`,
  "with a declaration in single quotes": (xml) => `<?xml version='1.0' encoding='GBK'?>${bare(xml)}`,
  "without a declaration": bare,
  "with line ends of Windows": (xml) => xml.replaceAll("\n", "\r\n"),
  "behind white space": (xml) => ` \t\r\n${xml}\n\n`,
  "behind a byte order mark": (xml) => `\ufeff${xml}`,
  "with a NUL at its end": (xml) => `${xml}\u0000`,
  "with comments": (xml) => xml.replaceAll("</", "<!-- 注 & <type>1</type> --></"),
  "behind a comment": (xml) => `<!-- 注 -->\n${xml}`,
  "with its texts in CDATA": (xml) =>
    outsideCdata(xml, (markup) =>
      markup.replace(/>([^<>]*[^<>\s][^<>]*)</g, (_match, text: string) => `>${cdata(unescaped(text))}<`),
    ),
  "with its attributes in single quotes": (xml) =>
    xml.replace(/<\w[^<>]*>/g, (tag) => tag.replace(/="([^"']*)"/g, "='$1'")),
  "with lone ampersands": (xml) => xml.replaceAll("&amp;", "&"),
};

function bare(xml: string): string {
  return xml.replace(/^<\?xml[^>]*>\s*/, "");
}

/** Changes what stands between the CDATA sections. */
export function outsideCdata(xml: string, change: (markup: string) => string): string {
  const parts = xml.split(/(<!\[CDATA\[[\s\S]*?\]\]>)/);
  return parts.map((part, position) => (position % 2 === 0 ? change(part) : part)).join("");
}

/** Text in CDATA; an end of CDATA in it is split. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
