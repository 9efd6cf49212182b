import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { sessionCookie } from "../domain/session-cookie.ts";
import type { SessionDelivery } from "../domain/web-access.ts";
import type { SessionCodes } from "./ports/session-codes.ts";
import type { DeliverSession } from "./ports/session-delivery.ts";

/** The parameter of a page's query that holds its code. */
export const CODE_PARAMETER = "session_code";

/** How long a page has to exchange its code, ms. */
const CODE_LIFE = 60_000;

/** Hands a session to its page, by what the account chose. The token itself is in no address. */
export function createDeliverSession(deps: {
  readonly sessionCodes: Pick<SessionCodes, "put">;
  /** 128 random bits, 32 hexadecimal digits. */
  readonly newSecret: () => string;
  readonly clock: Pick<Clock, "now">;
}): DeliverSession {
  const ways: Readonly<Record<SessionDelivery, (...given: Parameters<DeliverSession>) => ReturnType<DeliverSession>>> =
    {
      async cookie(_access, redirect, { session, token }) {
        const cookie = sessionCookie(session.person.appId, token, session.expiresAt, deps.clock.now());
        return { location: redirect.href, cookies: [cookie] };
      },
      async code(_access, redirect, { session: { id, person } }) {
        const code = deps.newSecret();
        const of = { appId: person.appId, origin: redirect.origin, sessionId: id };
        await deps.sessionCodes.put(code, of, deps.clock.now() + CODE_LIFE);
        return { location: withCode(redirect, code), cookies: [] };
      },
    };
  return (access, redirect, opened) => ways[access.delivery](access, redirect, opened);
}

/** The address with the code at the end of its query; the rest stands as it was written. A code that was there is gone. */
function withCode(redirect: URL, code: string): string {
  const url = new URL(redirect);
  const others = url.search.slice(1).split("&");
  const kept = others.filter((part) => part !== "" && !new URLSearchParams(part).has(CODE_PARAMETER));
  url.search = [...kept, `${CODE_PARAMETER}=${code}`].join("&");
  return url.href;
}
