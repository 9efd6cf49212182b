import type { IncomingHttpHeaders } from "node:http";
import { ACCOUNT_ID } from "../template/identity.ts";
import type { RouteMatch } from "./router.ts";

export type HttpRequest = {
  readonly method: string;
  /** As it came, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
};

export type Authorization = {
  readonly jwt: { readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] | null };
};

/**
 * The event of payload format 2.0.
 * Source: "Create AWS Lambda proxy integrations for HTTP APIs" in the API Gateway developer guide.
 */
export function toHttpEvent(
  request: HttpRequest,
  match: RouteMatch,
  context: {
    readonly apiId: string;
    readonly requestId: string;
    /** Epoch milliseconds. */
    readonly now: number;
    readonly authorizer: Authorization | undefined;
  },
): object {
  const { cookie, ...rest } = request.headers;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  headers["x-forwarded-for"] ??= request.sourceIp;
  headers["x-forwarded-proto"] ??= "http";
  const domainName = request.headers.host ?? "127.0.0.1";
  return {
    version: "2.0",
    routeKey: match.route.routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...(request.query === "" ? {} : { queryStringParameters: queryParameters(request.query) }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: context.apiId,
      ...(context.authorizer === undefined ? {} : { authorizer: context.authorizer }),
      domainName,
      domainPrefix: domainName.split(/[.:]/, 1)[0],
      http: {
        method: request.method,
        path: request.path,
        protocol: "HTTP/1.1",
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: context.requestId,
      routeKey: match.route.routeKey,
      stage: "$default",
      time: commonLogTime(context.now),
      timeEpoch: context.now,
    },
    ...(Object.keys(match.pathParameters).length === 0 ? {} : { pathParameters: match.pathParameters }),
    ...bodyOf(request),
  };
}

/**
 * HTTP APIs hand over these types as text and everything else, forms and bodies without a type included, as base64:
 * measured on AWS by https://github.com/ministackorg/ministack/pull/766
 */
const TEXT_TYPE = /^(text\/[^;]+|application\/(json|xml|javascript))\s*(;|$)/i;

function bodyOf({ body, headers }: HttpRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT_TYPE.test(headers["content-type"] ?? "");
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

/** Repeated names are joined by commas. */
function queryParameters(query: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = all[name];
    all[name] = before === undefined ? value : `${before},${value}`;
  }
  return all;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(now: number): string {
  const date = new Date(now);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
