import { createHash } from "node:crypto";

/** A file with its part's name, and text parts beside it. */
type Multipart = {
  readonly part: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly fields?: Readonly<Record<string, string>>;
};

/**
 * A `multipart/form-data` body (RFC 7578). Names are UTF-8; quotes and line ends in them are percent-escaped, as browsers
 * do.
 */
export function multipartFile({ part, name, mediaType, bytes, fields = {} }: Multipart) {
  // Its own digest cannot occur in a file.
  const boundary = `wechat-fleet-${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}`;
  const texts = Object.entries(fields).map(([field, text]) => `${partHead(boundary, field)}\r\n\r\n${text}\r\n`);
  const head = [
    `${partHead(boundary, part)}; filename="${escaped(name)}"; filelength=${bytes.byteLength}`,
    `content-type: ${mediaType}`,
    "",
    "",
  ].join("\r\n");
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(texts.join("") + head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

function partHead(boundary: string, field: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(field)}"`;
}

function escaped(text: string): string {
  return text.replace(/["\r\n]/g, encodeURIComponent);
}
