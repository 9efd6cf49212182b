import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { hasLeft, isLoopbackRequest, readAwsBody } from "../aws/http.ts";
import { AwsError } from "../aws/service.ts";
import { metFullDisk } from "../full-disk.ts";
import { type ApiCallsOptions, createApiCalls } from "./api-calls.ts";
import type { ControlRequest } from "./control.ts";
import { type HttpAnswer, html, json, message } from "./http-answer.ts";
import { viewedRequest } from "./viewed-request.ts";

export type Gateway = {
  readonly port: number;
  readonly url: string;
  /** Takes no more connections; requests in hand are answered, but for no longer than `graceMs`. */
  close(graceMs: number): Promise<void>;
};

export type GatewayOptions = ApiCallsOptions & {
  /** 0 picks a free one. */
  readonly port: number;
  control(request: ControlRequest): Promise<HttpAnswer>;
  /** A viewer's JWT for what a browser looks at. Throws where no route asks for one. */
  viewerToken(): string;
  /** The engines that do not work, and why. */
  enginesDown?(): Promise<Record<string, string>>;
  /** What a browser gets at `/` unless a route of the template takes it: HTML. */
  startPage(): string;
};

/** Source: "Quotas for configuring and running an HTTP API" in the API Gateway developer guide. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** The template's public route by which others see whether the platform works. */
const HEALTH = "/healthz";
/** Longer than clients keep an idle socket: otherwise a client could write to a connection that was just closed. */
const KEEP_ALIVE_MS = 65_000;
/** Connections of a burst that may wait to be accepted; the system has its own limit as well (Linux: 4096). */
const BACKLOG = 4096;

/** The HTTP API of the template, a start page, and the routes under `/local/`, on one loopback port. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const call = createApiCalls(options);

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    if (!isLoopbackRequest(request)) return message(403, "only hosts and origins of this machine are answered");
    const { url = "/", method = "GET", headers, socket } = request;
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? "" : url.slice(mark + 1);
    if (Number(headers["content-length"] ?? 0) > MAX_BODY_BYTES) return message(413, "Request Entity Too Large");
    const body = await readAwsBody(request, MAX_BODY_BYTES);
    const incoming = { method, path, query, headers, body, sourceIp: socket.remoteAddress ?? "127.0.0.1" };
    const viewed = viewedRequest(incoming, options.viewerToken);
    if (!viewed && path.startsWith("/local/")) {
      return options.control({ method, path, query, accept: headers.accept ?? "", body });
    }
    const down = method === "GET" && path === HEALTH ? await options.enginesDown?.() : undefined;
    if (down && Object.keys(down).length > 0) return json(503, { status: "down", engines: down });
    const answered = call(viewed ?? incoming);
    if (answered) return answered;
    return method === "GET" && path === "/" ? html(options.startPage()) : message(404, "Not Found");
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (result) => send(request, response, result),
      (error: unknown) => {
        if (!hasLeft(request)) send(request, response, failure(error));
      },
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: options.port, host: "127.0.0.1", backlog: BACKLOG }, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const late = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

function failure(error: unknown): HttpAnswer {
  if (error instanceof AwsError && error.status === 413) return message(413, "Request Entity Too Large");
  if (error instanceof URIError) return message(400, "Bad Request");
  if (metFullDisk(error)) return message(503, "Service Unavailable");
  console.error("the gateway failed", error);
  return message(500, "Internal Server Error");
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  if (response.destroyed) return;
  // What is left of a refused body is not read: the connection ends with the answer.
  const unread = request.complete ? {} : { connection: "close" };
  response.writeHead(status, { ...headers, ...unread, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
  if (!request.complete) request.resume();
}
