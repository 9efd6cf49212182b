import { createHash } from "node:crypto";

/** A file as the one part of a `multipart/form-data` body. */
export function multipartFile(field: string, fileName: string, mediaType: string, file: Uint8Array) {
  // Its own digest cannot occur in a file.
  const boundary = `wechat-fleet-${createHash("sha256").update(file).digest("hex").slice(0, 32)}`;
  const head = [
    `--${boundary}`,
    `content-disposition: form-data; name="${field}"; filename="${fileName}"; filelength=${file.byteLength}`,
    `content-type: ${mediaType}`,
    "",
    "",
  ].join("\r\n");
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
