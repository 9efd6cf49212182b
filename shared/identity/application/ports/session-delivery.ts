import type { OpenedSession } from "../../domain/session.ts";
import type { WebAccess } from "../../domain/web-access.ts";

/**
 * Hands a session that just began to the page that the person goes on to. `location`: `redirect`, with a code of one use
 * in its query where the account's `delivery` is `code`; never the token. `cookies`: values of `Set-Cookie`. Throws
 * `unavailable`.
 */
export type DeliverSession = (
  access: WebAccess,
  redirect: URL,
  opened: OpenedSession,
) => Promise<{ readonly location: string; readonly cookies: readonly string[] }>;
