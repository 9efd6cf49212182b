import { appIdSchema } from "../../shared/accounts/domain/account.ts";
import type { WebAccessOf } from "../../shared/identity/application/ports/web-access.ts";
import type { WebAccess } from "../../shared/identity/domain/web-access.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { isOfAllowed, type PageSharing, preflight } from "../../shared/lambda/cors.ts";
import type { HttpEvent } from "../../shared/lambda/http.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

/** The header in which a page says its CSRF token. */
export const CSRF_HEADER = "x-csrf-token";

/**
 * The origin of the page that asks; undefined for a request without one, such as a server's. Throws `forbidden` for
 * an origin that the account does not allow.
 */
export function originOf(event: Pick<HttpEvent, "headers">, { origins }: WebAccess): string | undefined {
  if (isOfAllowed(event, origins)) return event.headers.origin;
  throw notOfPage();
}

/** The answer to a browser that asks whether a page may ask with one of the methods. */
export function preflightOf(origin: string | undefined, methods: string): HttpResponse {
  if (origin === undefined) throw notOfPage();
  return preflight(methods, `authorization, content-type, ${CSRF_HEADER}`);
}

/** Pages of the account's own origins read what it answers. Strangers can name any account: no other is asked for. */
export function originsBy(accessOf: WebAccessOf): PageSharing["originsOf"] {
  return async ({ pathParameters }) => {
    const { data: appId } = appIdSchema.safeParse(pathParameters?.appId);
    return appId === undefined ? [] : (await accessOf(appId)).origins;
  };
}

function notOfPage(): AppError {
  return new AppError("forbidden", "not allowed", { details: { reason: "origin" } });
}
