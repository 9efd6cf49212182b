/** One HTTP request as it came: its head as text, all of its bytes, and where among them the body begins. */
export type RawRequest = { readonly head: string; readonly bytes: Buffer; readonly bodyAt: number };

const END_OF_HEAD = Buffer.from("\r\n\r\n");
/** Above the largest request of DynamoDB, 16 MiB, and its head. */
const MAX_BYTES = 17 * 1024 * 1024;

/**
 * Cuts the bytes of a connection into requests. It reads what the SDKs send to DynamoDB: bodies with a `content-length`.
 * The function throws an error for anything else.
 */
export function createRequestReader(take: (request: RawRequest) => void): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let size = 0;
  let needed = 0;

  return (chunk) => {
    pending.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error("a request to DynamoDB is too large");
    if (size < needed) return;
    let bytes = pending.length === 1 ? chunk : Buffer.concat(pending, size);
    needed = 0;
    while (bytes.length > 0) {
      const end = bytes.indexOf(END_OF_HEAD);
      if (end < 0) break;
      const head = bytes.toString("latin1", 0, end);
      const bodyAt = end + END_OF_HEAD.length;
      const length = bodyAt + bodyLength(head);
      if (bytes.length < length) {
        needed = length;
        break;
      }
      take({ head, bytes: bytes.subarray(0, length), bodyAt });
      bytes = bytes.subarray(length);
    }
    pending = bytes.length > 0 ? [bytes] : [];
    size = bytes.length;
  };
}

function bodyLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error("requests to DynamoDB need a content-length");
  return 0;
}
