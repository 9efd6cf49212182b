/** The file in a `multipart/form-data` body. */
export type UploadedFile = { readonly name: string; readonly mediaType: string; readonly bytes: number };

type Part = { readonly field: string; readonly head: string; readonly content: Buffer };

/** Reads the part named `media`; undefined where it is missing. */
export function fileIn(body: Buffer, contentType: string): UploadedFile | undefined {
  const part = partsIn(body, contentType).find(({ field }) => field === "media");
  if (!part) return undefined;
  return {
    name: unescaped(/filename="([^"]*)"/.exec(part.head)?.[1] ?? ""),
    mediaType: /content-type:\s*(\S+)/i.exec(part.head)?.[1] ?? "",
    bytes: part.content.length,
  };
}

/** The text parts beside a file. */
export function fieldsIn(body: Buffer, contentType: string): Record<string, string> {
  const texts = partsIn(body, contentType).filter(({ head }) => !head.includes("filename="));
  return Object.fromEntries(texts.map(({ field, content }) => [field, content.toString()]));
}

function partsIn(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return [];
  const parts: Part[] = [];
  let start = body.indexOf(`--${boundary}`);
  while (start >= 0) {
    const headEnd = body.indexOf("\r\n\r\n", start);
    const end = body.indexOf(`\r\n--${boundary}`, headEnd);
    if (headEnd < 0 || end < 0) break;
    const head = body.toString("utf8", start, headEnd);
    const field = /content-disposition:[^\r]*\bname="([^"]*)"/i.exec(head)?.[1] ?? "";
    parts.push({ field, head, content: body.subarray(headEnd + 4, end) });
    start = end + 2;
  }
  return parts;
}

/** As browsers escape names (RFC 7578). */
function unescaped(name: string): string {
  return name.replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n");
}
