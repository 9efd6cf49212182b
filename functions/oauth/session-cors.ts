import type { WebAccess } from "../../shared/identity/domain/web-access.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import type { HttpEvent } from "../../shared/lambda/http.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

/** The header in which a page says its CSRF token. */
export const CSRF_HEADER = "x-csrf-token";

/** Seconds for which a browser remembers that it may ask. What it asks is checked each time. */
const PREFLIGHT_AGE = 600;

/**
 * The origin of the page that asks; undefined for a request without one, such as a server's. Throws `forbidden` for
 * an origin that the account does not allow.
 */
export function originOf({ headers }: Pick<HttpEvent, "headers">, { origins }: WebAccess): string | undefined {
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return origin;
  throw new AppError("forbidden", "not allowed", { details: { reason: "origin" } });
}

/** The answer as the page of an allowed origin may read it (CORS); no other page may. */
export function readableBy(origin: string | undefined, response: HttpResponse): HttpResponse {
  return { ...response, headers: { ...response.headers, ...corsHeaders(origin) } };
}

/** The answer to a browser that asks whether a page may ask with one of the methods. */
export function preflight(origin: string | undefined, methods: string): HttpResponse {
  if (origin === undefined) throw new AppError("forbidden", "not allowed", { details: { reason: "origin" } });
  return {
    status: 204,
    headers: {
      "access-control-allow-methods": methods,
      "access-control-allow-headers": `authorization, content-type, ${CSRF_HEADER}`,
      "access-control-max-age": String(PREFLIGHT_AGE),
    },
  };
}

/** Never `*`, which would not go with cookies. Caches keep the answers to different origins apart. */
function corsHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return { vary: "Origin" };
  return { vary: "Origin", "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
}
