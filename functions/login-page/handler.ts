import { matchesKey } from "../../shared/inbound/domain/callback-key.ts";
import { httpHandler } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { Logins } from "../../shared/logins/application/ports/logins.ts";
import { loginHtml, unknownLoginHtml } from "./page.ts";

export type LoginPageDeps = Observability & {
  readonly logins: Pick<Logins, "get">;
  /** Epoch ms. */
  readonly now: () => number;
};

/** The page loads and runs nothing. Search engines do not index it, and links do not tell its address to other sites. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
};

/** How long the page tells how a login ended, ms. */
const END_SHOWN = 600_000;

/** `GET /login/{appId}/{key}` shows the code of a login to a person who has the link. */
export function createHandler(deps: LoginPageDeps) {
  return httpHandler(deps, async ({ pathParameters }) => {
    const { appId = "", key = "" } = pathParameters ?? {};
    const login = await deps.logins.get(appId);
    const now = deps.now();
    if (!login || !matchesKey({ keys: [login.key] }, key) || now >= login.expiresAt + END_SHOWN) {
      return { status: 404, headers: HEADERS, body: unknownLoginHtml() };
    }
    return { status: 200, headers: HEADERS, body: loginHtml(login, now) };
  });
}
