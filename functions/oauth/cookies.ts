import { type Beginning, beginningSchema, randomIdSchema } from "../../shared/identity/domain/sign-in.ts";
import { parseJson } from "../../shared/kernel/domain/well-formed.ts";
import type { HttpEvent } from "../../shared/lambda/http.ts";

/**
 * Browsers take a cookie of this prefix from its very host alone, over TLS and for all paths, so that no other host of
 * the domain can plant one.
 */
const BROWSER = "__Host-fleet-browser";
const LAST = "__Host-fleet-sign-in";

/** Seconds: longer than any sign-in takes. Each one that begins renews the cookies. */
const LIFE = 3600;

/** WeChat's page leads people back by a link, with which browsers send cookies of this kind. */
const ATTRIBUTES = `Path=/; Max-Age=${LIFE}; Secure; HttpOnly; SameSite=Lax`;

/** What the browser says of itself. `last`: what it began last. */
export type Remembered = { readonly browser: string | undefined; readonly last: Beginning | undefined };

/** Reads the cookies; those that are not the platform's own count as missing. */
export function remembered({ cookies = [] }: Pick<HttpEvent, "cookies">): Remembered {
  const browser = randomIdSchema.safeParse(textIn(cookies, BROWSER));
  return { browser: browser.data, last: beginningIn(textIn(cookies, LAST)) };
}

/** The values of `Set-Cookie` for a browser that begins a sign-in. */
export function remembering(browser: string, beginning: Beginning): readonly string[] {
  const last = Buffer.from(JSON.stringify(beginning)).toString("base64url");
  return [`${BROWSER}=${browser}; ${ATTRIBUTES}`, `${LAST}=${last}; ${ATTRIBUTES}`];
}

function textIn(cookies: readonly string[], name: string): string | undefined {
  const start = `${name}=`;
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
}

function beginningIn(value: string | undefined): Beginning | undefined {
  if (value === undefined) return undefined;
  try {
    return beginningSchema.parse(parseJson(Buffer.from(value, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
