import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "./service.ts";

/** Reads a whole request body; refuses with 413 what is longer than `limit` bytes. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        reject(new AwsError("RequestEntityTooLargeException", `a body may have ${limit} bytes`, { status: 413 }));
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

/** Aborts when the client goes away before the answer has left. */
export function abortWithClient(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/**
 * Whether a request may come in at all: `Host` (and `Origin`, where a browser sends it) must be of this machine,
 * so that no web page can reach the endpoint by DNS rebinding or a cross-site form.
 */
export function isLoopbackRequest(request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  return isLoopbackUrl(`http://${host ?? ""}`) && (origin === undefined || isLoopbackUrl(origin));
}

const loopback = /^https?:\/\/(?:(?:[a-z0-9.-]+\.)?localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

function isLoopbackUrl(url: string): boolean {
  return loopback.test(url);
}
