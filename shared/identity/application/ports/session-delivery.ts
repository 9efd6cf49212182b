import type { OpenedSession } from "../../domain/session.ts";
import type { WebAccess } from "../../domain/web-access.ts";

/** What the browser gets that has just signed in: where it goes, and whole `Set-Cookie` values. */
export type DeliveredSession = { readonly location: string; readonly cookies: readonly string[] };

/**
 * Hands a session to the page that `redirect` names, as the account wants it: by a cookie of the platform's origin, or
 * by a code of one use in the query of `location`. `redirect` is an address that `access` allows. Throws `unavailable`.
 */
export type DeliverSession = (access: WebAccess, redirect: string, opened: OpenedSession) => Promise<DeliveredSession>;
