import { timingSafeEqual } from "node:crypto";
import type { Sessions } from "../../shared/identity/application/ports/sessions.ts";
import { csrfOf, type Session } from "../../shared/identity/domain/session.ts";
import { tokenInCookies } from "../../shared/identity/domain/session-cookie.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import type { HttpEvent } from "../../shared/lambda/http.ts";
import { CSRF_HEADER } from "./session-cors.ts";

/** How a request says whose it is. */
type Credential = { readonly by: "cookie" | "bearer"; readonly token: string };

/** Whose request it is. `csrf`: what the page has to say beside its cookie; absent for bearers, whom no browser helps. */
export type Asking = {
  readonly session: Session;
  readonly by: Credential["by"];
  readonly csrf?: string;
};

const BEARER = /^Bearer ([A-Za-z0-9_.-]+)$/i;

/** A bearer's token stands before the cookie, which browsers send by themselves. */
function credentialOf(appId: string, { headers, cookies = [] }: HttpEvent): Credential | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    return token === undefined ? undefined : { by: "bearer", token };
  }
  const token = tokenInCookies(appId, cookies);
  return token === undefined ? undefined : { by: "cookie", token };
}

/**
 * The session of a request. Throws `unauthorized` without one that is open, and `forbidden` for a cookie that no allowed
 * page sends: browsers name the origin of every page that may read the answer.
 */
export async function askingFor(
  sessions: Pick<Sessions, "read">,
  appId: string,
  origin: string | undefined,
  event: HttpEvent,
): Promise<Asking> {
  const credential = credentialOf(appId, event);
  if (!credential) throw unauthorized("no-token");
  const { by, token } = credential;
  if (by === "cookie" && origin === undefined) {
    throw new AppError("forbidden", "not allowed", { details: { reason: "origin" } });
  }
  const session = await sessions.read(appId, token);
  if (!session) throw unauthorized("token");
  return { session, by, ...(by === "cookie" ? { csrf: csrfOf(token) } : {}) };
}

/** For what changes something. Throws `forbidden` where a page sends its cookie without the CSRF token of its session. */
export function demandCsrf({ csrf }: Asking, { headers }: HttpEvent): void {
  if (csrf === undefined || isSame(csrf, headers[CSRF_HEADER] ?? "")) return;
  throw new AppError("forbidden", "not allowed", { details: { reason: "csrf" } });
}

export function unauthorized(reason: string): AppError {
  return new AppError("unauthorized", "there is no session", { details: { reason } });
}

function isSame(wanted: string, said: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(said)];
  return a.length === b.length && timingSafeEqual(a, b);
}
