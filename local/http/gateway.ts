import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isLoopbackRequest, readAwsBody } from "../aws/http.ts";
import { AwsError } from "../aws/service.ts";
import type { LocalClock } from "../clock.ts";
import type { Outcome } from "../lambda/worker/outcome.ts";
import type { HttpApiModel, RouteModel } from "../template/model.ts";
import type { ControlRequest } from "./control.ts";
import { type HttpAnswer, message, toHttpAnswer } from "./http-answer.ts";
import { type Authorization, type HttpRequest, toHttpEvent } from "./http-event.ts";
import { createRouter } from "./router.ts";
import { claimsForFunctions, type TokenAuthority } from "./token-authority.ts";

export type Gateway = {
  readonly port: number;
  readonly url: string;
  /** Takes no more connections; requests in hand are answered, but for no longer than `graceMs`. */
  close(graceMs: number): Promise<void>;
};

export type GatewayOptions = {
  /** 0 picks a free one. */
  readonly port: number;
  readonly api: HttpApiModel | undefined;
  readonly clock: Pick<LocalClock, "now">;
  readonly tokens: Pick<TokenAuthority, "check">;
  invoke(functionName: string, event: unknown): Promise<Outcome | "throttled">;
  control(request: ControlRequest): Promise<HttpAnswer>;
};

/** Source: "Quotas for configuring and running an HTTP API" in the API Gateway developer guide. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/**
 * What Lambda takes and gives in one call, as JSON, in which a body is a string.
 * Source: "Lambda quotas" in the Lambda developer guide; Lambda's own error names 6,291,556.
 */
const MAX_PAYLOAD_BYTES = 6_291_556;
/** Longer than clients keep an idle socket, so that none meets a connection just closed. */
const KEEP_ALIVE_MS = 65_000;

/** The HTTP API of the template, and the routes under `/local/`, on one loopback port. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const route = createRouter(options.api?.routes ?? []);

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    if (!isLoopbackRequest(request)) return message(403, "only hosts and origins of this machine are answered");
    const { url = "/", method = "GET", headers, socket } = request;
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? "" : url.slice(mark + 1);
    if (Number(headers["content-length"] ?? 0) > MAX_BODY_BYTES) return message(413, "Request Entity Too Large");
    const body = await readAwsBody(request, MAX_BODY_BYTES);
    if (path.startsWith("/local/")) {
      return options.control({ method, path, query, accept: headers.accept ?? "", body });
    }
    return call({ method, path, query, headers, body, sourceIp: socket.remoteAddress ?? "127.0.0.1" });
  }

  async function call(request: HttpRequest): Promise<HttpAnswer> {
    const match = route(request.method, request.path);
    if (!match) return message(404, "Not Found");
    const admitted = authorize(match.route, request.headers.authorization);
    if ("status" in admitted) return admitted;
    const requestId = randomUUID();
    const event = toHttpEvent(request, match, {
      apiId: options.api?.id ?? "",
      requestId,
      now: options.clock.now(),
      authorizer: admitted.authorizer,
    });
    if (isOverPayload(event, request.body.length)) return message(413, "Request Entity Too Large");
    const outcome = await options.invoke(match.route.functionName, event);
    if (outcome === "throttled") return message(503, "Service Unavailable");
    if (outcome.kind !== "ok") return message(500, "Internal Server Error");
    const answered = toHttpAnswer(outcome.payload);
    if (!isOverPayload(outcome.payload, answered.body.length)) return answered;
    console.error(
      `${match.route.functionName} answered with more than ${MAX_PAYLOAD_BYTES} bytes, which Lambda refuses`,
    );
    return message(500, "Internal Server Error");
  }

  function authorize(
    { authorizer, scopes }: RouteModel,
    header: string | undefined,
  ): HttpAnswer | { readonly authorizer: Authorization | undefined } {
    if (!authorizer) return { authorizer: undefined };
    const claims = options.tokens.check((header ?? "").replace(/^Bearer\s+/i, ""), authorizer);
    if (!claims) return { ...message(401, "Unauthorized"), headers: UNAUTHORIZED };
    const granted = claims.scope?.split(" ") ?? [];
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return message(403, "Forbidden");
    return { authorizer: { jwt: { claims: claimsForFunctions(claims), scopes: scopes.length > 0 ? scopes : null } } };
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (result) => send(request, response, result),
      (error: unknown) => {
        const clientLeft = request.destroyed && !request.complete;
        if (!clientLeft) send(request, response, failure(error));
      },
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
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

/** What is beside a body in an event. */
const ROOM_FOR_HEADERS = 64 * 1024;

/** A body grows to twice its size at most: of text with many quotes, or of base64. */
function isOverPayload(payload: unknown, bodyBytes: number): boolean {
  return (
    bodyBytes * 2 + ROOM_FOR_HEADERS > MAX_PAYLOAD_BYTES &&
    Buffer.byteLength(JSON.stringify(payload)) > MAX_PAYLOAD_BYTES
  );
}

const UNAUTHORIZED = { "content-type": "application/json", "www-authenticate": "Bearer" };

function failure(error: unknown): HttpAnswer {
  if (error instanceof AwsError && error.status === 413) return message(413, "Request Entity Too Large");
  if (error instanceof URIError) return message(400, "Bad Request");
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
