import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { wellFormed, wellFormedTexts } from "../kernel/domain/well-formed.ts";
import { type HttpResponse, problemOf, problemResponse } from "./problem.ts";

/** A request as API Gateway hands it over (HTTP API, payload format 2.0). */
export type HttpEvent = APIGatewayProxyEventV2;

/** What goes back to API Gateway. */
export type HttpResult = APIGatewayProxyStructuredResultV2;

export type HttpDeps = {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Writes out the metrics of the invocation. */
  flush(): void;
};

/** The handler that Lambda calls. */
export type HttpLambda = (event: HttpEvent, context: Context) => Promise<HttpResult>;

/** Time kept before Lambda's own timeout, in ms, to answer 504 and to write the log and the metrics. */
const TIMEOUT_MARGIN = 200;

/**
 * The one stack of all HTTP functions: `handle` answers or throws, an error becomes a problem document, a 5xx is logged
 * with its cause, each answer from 400 on counts as `HttpError` (dimension `status`: `4xx` or `5xx`), and the metrics
 * are flushed. The path and all parameters are well-formed texts. Log lines carry the route, never the path: a callback's path holds its key.
 */
export function httpHandler(deps: HttpDeps, handle: (event: HttpEvent) => Promise<HttpResponse>): HttpLambda {
  return middy(async (event: HttpEvent): Promise<HttpResult> => render(await handle(received(event))), {
    timeoutEarlyInMillis: TIMEOUT_MARGIN,
    timeoutEarlyResponse: tooSlow,
  })
    .use(telemetry(deps))
    .use(problems(deps));
}

/** The event with a well-formed path and parameters. Bodies become so where they are read, since they are signed as they stand. */
function received({ rawPath, pathParameters = {}, queryStringParameters = {}, ...event }: HttpEvent): HttpEvent {
  return {
    ...event,
    rawPath: wellFormed(rawPath),
    pathParameters: wellFormedTexts(pathParameters),
    queryStringParameters: wellFormedTexts(queryStringParameters),
  };
}

type Exchange = { event: HttpEvent; response: HttpResult | null | undefined; error: unknown };

/** Stands outermost, so that it sees every answer. */
function telemetry(deps: HttpDeps) {
  const end = ({ response }: Exchange): void => {
    const status = response?.statusCode ?? 500;
    if (status >= 400) deps.metrics.count("HttpError", 1, { status: status >= 500 ? "5xx" : "4xx" });
    deps.flush();
  };
  return { after: end, onError: end };
}

function problems({ log }: HttpDeps) {
  return {
    onError(exchange: Exchange): void {
      const { requestId } = exchange.event.requestContext;
      const body = problemOf(exchange.error, requestId);
      if (body.status >= 500) {
        const { status, code } = body;
        log.error("a request failed", exchange.error, { requestId, route: exchange.event.routeKey, status, code });
      }
      exchange.response = render(problemResponse(body));
    },
  };
}

function tooSlow(): never {
  throw new AppError("outcome-unknown", "the request took too long; it may have taken effect or not");
}

/**
 * Bytes of a body within a function's result, which Lambda takes up to 6 MiB of:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MOST_ANSWER_BYTES = 6_000_000;

/** Bytes of a text within a function's result, where it is a JSON string. */
export function answerBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** Throws `too-large` for an answer that Lambda would refuse. A character takes three bytes at most. */
function assertFits(text: string): void {
  const bytes = text.length * 3 > MOST_ANSWER_BYTES ? answerBytes(text) : 0;
  if (bytes <= MOST_ANSWER_BYTES) return;
  throw new AppError("too-large", `the answer has ${bytes} bytes; ${MOST_ANSWER_BYTES} are possible: ask for less`, {
    details: { bytes, limitBytes: MOST_ANSWER_BYTES },
  });
}

function render({ status, body, headers, cookies }: HttpResponse): HttpResult {
  const common = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  const set = cookies && cookies.length > 0 ? { cookies: [...cookies] } : {};
  if (body === undefined) return { statusCode: status, headers: { ...common, ...headers }, ...set };
  const [contentType, text] =
    typeof body === "string" ? ["text/plain; charset=utf-8", body] : ["application/json", JSON.stringify(body)];
  assertFits(text);
  return { statusCode: status, headers: { ...common, "content-type": contentType, ...headers }, body: text, ...set };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The body as text, base64 undone; the empty string for an event without a body.
 *
 * @param limitBytes the most bytes that the decoded body may have
 * @throws `too-large` over the limit, `invalid-input` where the bytes are not UTF-8
 */
export function readTextBody(event: Pick<HttpEvent, "body" | "isBase64Encoded">, limitBytes: number): string {
  const body = event.body ?? "";
  const bytes = Buffer.byteLength(body, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes > limitBytes) {
    throw new AppError("too-large", `the body has ${bytes} bytes; ${limitBytes} are allowed`, {
      details: { bytes, limitBytes },
    });
  }
  return event.isBase64Encoded ? textOf(Buffer.from(body, "base64")) : body;
}

/** The text that a body's bytes are; throws `invalid-input` where they are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new AppError("invalid-input", "the body is not valid UTF-8", { cause });
  }
}
