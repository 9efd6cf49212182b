import type { IncomingMessage } from "node:http";

/**
 * Reads a whole request body. Rejects with what `tooLarge` gives for more than `limit` bytes, and with an `Error` when
 * the client goes away before its body was complete.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  tooLarge: (message: string) => Error,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        reject(tooLarge(`a body may have ${limit} bytes`));
        request.resume();
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new Error("the client went away before its body was complete"));
    });
  });
}
