import * as http from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";
import type { PostResult } from "../../kernel/application/ports/http-post.ts";
import type { HttpRequest, SendRequest } from "../../kernel/application/ports/http-request.ts";
import { retryAfterMs } from "../../kernel/domain/retry-after.ts";

/** Idle connections are dropped before a peer may close them (ms): a request on a dying one would have no known end. */
const IDLE_LIMIT = 4000;
const MAX_ANSWER = 8 * 1024 * 1024;

/**
 * Requests over shared keep-alive connections. Tells apart what certainly did not reach the peer (`dns`,
 * `not-connected`) from what may have (`timeout`, `connection-lost`). Redirects are not followed.
 */
export function createSendRequest(): SendRequest {
  const options = { keepAlive: true, maxSockets: 64, timeout: IDLE_LIMIT, scheduling: "lifo" as const };
  const agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };
  let active = 0;
  let lastUse = 0;

  /** A frozen Lambda wakes with connections that its timers had no chance to close. */
  function dropStale(): void {
    const now = performance.now();
    if (active === 0 && now - lastUse > IDLE_LIMIT) for (const agent of Object.values(agents)) agent.destroy();
    lastUse = now;
  }

  return async (request) => {
    dropStale();
    active += 1;
    try {
      return request.url.protocol === "https:"
        ? await send(https.request, agents["https:"], request)
        : await send(http.request, agents["http:"], request);
    } finally {
      active -= 1;
      lastUse = performance.now();
    }
  };
}

/**
 * Sockets whose connection stands. A request that waited for one of the agent's sockets gets it from another request,
 * and Node calls it reused only where it was idle in between.
 */
const established = new WeakSet<Socket>();

function send(open: typeof http.request, agent: http.Agent, request: HttpRequest): Promise<PostResult> {
  const { method, url, timeoutMs } = request;
  const { headers = {}, body = undefined } = request.method === "GET" ? { headers: request.headers } : request;
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve) => {
    let connected = false;
    let timedOut = false;
    const outgoing = open(url, { method, agent, headers: { ...headers, ...length } });
    const timer = setTimeout(() => {
      timedOut = true;
      outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const end = (result: PostResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    const fail = (error: Error & { code?: string }) => {
      const kind = connected ? (timedOut ? "timeout" : "connection-lost") : isDns(error) ? "dns" : "not-connected";
      end({ type: "error", kind, message: error.message || error.code || "connection failed" });
    };
    outgoing.on("socket", (socket) => {
      connected = established.has(socket);
      if (connected) return;
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => {
        connected = true;
        established.add(socket);
      });
    });
    outgoing.once("error", fail);
    outgoing.once("response", (answer) => readAnswer(answer, request, end, fail));
    outgoing.end(body);
  });
}

function readAnswer(
  answer: http.IncomingMessage,
  { wantsBytes, wantsHeaders }: Pick<HttpRequest, "wantsBytes" | "wantsHeaders">,
  end: (result: PostResult) => void,
  fail: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  answer.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_ANSWER) answer.destroy(new Error(`the answer is larger than ${MAX_ANSWER} bytes`));
    else chunks.push(chunk);
  });
  answer.once("error", fail);
  answer.once("aborted", () => fail(new Error("the connection ended in the middle of the answer")));
  answer.once("end", () => {
    const retryAfter = retryAfterMs(answer.headers["retry-after"], Date.now());
    const bytes = Buffer.concat(chunks);
    end({
      type: "answer",
      status: answer.statusCode ?? 0,
      text: bytes.toString("utf8"),
      ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
      ...(wantsBytes ? { bytes, mediaType: answer.headers["content-type"] ?? "" } : {}),
      ...(wantsHeaders ? { headers: firstOfEach(answer.headersDistinct) } : {}),
    });
  });
}

function firstOfEach(headers: http.IncomingMessage["headersDistinct"]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values?.[0] ?? ""]));
}

function isDns(error: { code?: string; syscall?: string }): boolean {
  return error.syscall === "getaddrinfo" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN";
}
