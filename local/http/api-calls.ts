import { randomUUID } from "node:crypto";
import type { LocalClock } from "../clock.ts";
import type { Outcome } from "../lambda/worker/outcome.ts";
import type { HttpApiModel, RouteModel } from "../template/model.ts";
import { type HttpAnswer, message, toHttpAnswer } from "./http-answer.ts";
import { type Authorization, type HttpRequest, toHttpEvent } from "./http-event.ts";
import { createRouter, type RouteMatch } from "./router.ts";
import { claimsForFunctions, type TokenAuthority } from "./token-authority.ts";

export type ApiCallsOptions = {
  readonly api: HttpApiModel | undefined;
  readonly clock: Pick<LocalClock, "now">;
  readonly tokens: Pick<TokenAuthority, "check">;
  invoke(functionName: string, event: unknown): Promise<Outcome | "throttled">;
  /** Hears of each request that a route takes, refused ones included. */
  taken?(bodyBytes: number): void;
};

/**
 * What Lambda takes and gives in one call, as JSON, in which a body is a string.
 * Source: "Lambda quotas" in the Lambda developer guide; Lambda's own error names 6,291,556.
 */
const MAX_PAYLOAD_BYTES = 6_291_556;
/** Bytes beside a body in an event. */
const ROOM_FOR_HEADERS = 64 * 1024;

/** Answers requests by the functions behind the template's routes; undefined where no route takes the request. */
export function createApiCalls(options: ApiCallsOptions): (request: HttpRequest) => Promise<HttpAnswer> | undefined {
  const route = createRouter(options.api?.routes ?? []);

  async function call(request: HttpRequest, match: RouteMatch): Promise<HttpAnswer> {
    options.taken?.(request.body.length);
    const admitted = authorize(options.tokens, match.route, request.headers.authorization);
    if ("status" in admitted) return admitted;
    const event = toHttpEvent(request, match, {
      apiId: options.api?.id ?? "",
      requestId: randomUUID(),
      now: options.clock.now(),
      authorizer: admitted.authorizer,
    });
    if (isOverPayload(event, request.body.length)) return message(413, "Request Entity Too Large");
    return answerOf(match.route.functionName, await options.invoke(match.route.functionName, event));
  }

  return (request) => {
    const match = route(request.method, request.path);
    return match && call(request, match);
  };
}

function answerOf(functionName: string, outcome: Outcome | "throttled"): HttpAnswer {
  if (outcome === "throttled") return message(503, "Service Unavailable");
  if (outcome.kind !== "ok") return message(500, "Internal Server Error");
  const answered = toHttpAnswer(outcome.payload);
  if (!isOverPayload(outcome.payload, answered.body.length)) return answered;
  console.error(`${functionName} answered with more than ${MAX_PAYLOAD_BYTES} bytes, which Lambda refuses`);
  return message(500, "Internal Server Error");
}

function authorize(
  tokens: Pick<TokenAuthority, "check">,
  { authorizer, scopes }: RouteModel,
  header: string | undefined,
): HttpAnswer | { readonly authorizer: Authorization | undefined } {
  if (!authorizer) return { authorizer: undefined };
  const claims = tokens.check((header ?? "").replace(/^Bearer\s+/i, ""), authorizer);
  if (!claims) return { ...message(401, "Unauthorized"), headers: UNAUTHORIZED };
  const granted = claims.scope?.split(" ") ?? [];
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return message(403, "Forbidden");
  return { authorizer: { jwt: { claims: claimsForFunctions(claims), scopes: scopes.length > 0 ? scopes : null } } };
}

const UNAUTHORIZED = { "content-type": "application/json", "www-authenticate": "Bearer" };

/** A body grows to twice its size at most: of text with many quotes, or of base64. */
function isOverPayload(payload: unknown, bodyBytes: number): boolean {
  return (
    bodyBytes * 2 + ROOM_FOR_HEADERS > MAX_PAYLOAD_BYTES &&
    Buffer.byteLength(JSON.stringify(payload)) > MAX_PAYLOAD_BYTES
  );
}
