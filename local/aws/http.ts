import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../read-body.ts";
import { AwsError } from "./service.ts";

/** Reads a whole request body; refuses with 413 what is longer than `limit` bytes. */
export function readAwsBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return readBody(
    request,
    limit,
    (message) => new AwsError("RequestEntityTooLargeException", message, { status: 413 }),
  );
}

/** Whether the client went away before its request was complete: then an answer has no reader. */
export function hasLeft(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
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
