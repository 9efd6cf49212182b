/**
 * Each account has its own cookie, so that one browser may be signed in at several. `__Host-`: of this origin alone, and
 * over TLS only. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
const nameOf = (appId: string) => `__Host-session-${appId}`;

/** Pages of other origins that the account allows send it along: hence `None`, and a CSRF token on what changes something. */
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None";

/** A value of `Set-Cookie` that lasts as long as the session; times in epoch ms. */
export function sessionCookie(appId: string, token: string, expiresAt: number, now: number): string {
  const seconds = Math.max(0, Math.floor((expiresAt - now) / 1000));
  return `${nameOf(appId)}=${token}; ${ATTRIBUTES}; Max-Age=${seconds}`;
}

/** A value of `Set-Cookie` that takes the session's cookie away. */
export function noSessionCookie(appId: string): string {
  return `${nameOf(appId)}=; ${ATTRIBUTES}; Max-Age=0`;
}

/** The token in a request's cookies, each `name=value`. */
export function tokenInCookies(appId: string, cookies: readonly string[]): string | undefined {
  const start = `${nameOf(appId)}=`;
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
}
