import type { HttpEvent, HttpLambda } from "./http.ts";
import type { HttpResponse } from "./problem.ts";

/** Which pages may read what a function answers (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */
export type PageSharing = {
  /** The origins whose pages may read the answer to a request; rejects where that is not known now. */
  readonly originsOf: (event: HttpEvent) => Promise<readonly string[]>;
  /** Whether browsers send cookies along. */
  readonly withCookies: boolean;
};

/** Seconds for which a browser remembers that it may ask. What it asks is checked each time. */
const PREFLIGHT_AGE = 600;

/** Whether a request is of no page, such as a server's, or of a page of an allowed origin. */
export function isOfAllowed({ headers: { origin } }: Pick<HttpEvent, "headers">, origins: readonly string[]): boolean {
  return origin === undefined || origins.includes(origin);
}

/** The answer to a browser that asks whether a page of an allowed origin may ask so. */
export function preflight(methods: string, headers?: string): HttpResponse {
  return {
    status: 204,
    headers: {
      "access-control-allow-methods": methods,
      ...(headers === undefined ? {} : { "access-control-allow-headers": headers }),
      "access-control-max-age": String(PREFLIGHT_AGE),
    },
  };
}

/**
 * Never `*`, which would not go with cookies, and would let any page read. Caches keep the answers to different origins
 * apart.
 */
export function corsHeaders(
  origin: string | undefined,
  origins: readonly string[],
  { withCookies }: Pick<PageSharing, "withCookies">,
): Readonly<Record<string, string>> {
  if (origin === undefined || !origins.includes(origin)) return { vary: "Origin" };
  const cookies = withCookies ? { "access-control-allow-credentials": "true" } : {};
  return { vary: "Origin", "access-control-allow-origin": origin, ...cookies };
}

/**
 * Stands around a whole function, so that a page of an allowed origin may read every answer to it, failures and time
 * that ran out among them: otherwise it sees a network error in their place.
 */
export function sharedWithPages(answer: HttpLambda, sharing: PageSharing): HttpLambda {
  return async (event, context) => {
    const result = await answer(event, context);
    const { origin } = event.headers;
    const origins = origin === undefined ? [] : await sharing.originsOf(event).catch(() => []);
    return { ...result, headers: { ...result.headers, ...corsHeaders(origin, origins, sharing) } };
  };
}
