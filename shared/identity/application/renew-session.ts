import type { OpenedSession, Session } from "../domain/session.ts";

export type RenewSession = (session: Session) => Promise<OpenedSession | undefined>;

/**
 * A new session in place of one, for as long as the person's grant at WeChat lives. Undefined where it does not, which
 * has ended the sessions, and where the session was ended meanwhile. Throws `unavailable`.
 */
export function createRenewSession(deps: {
  /** Asks for the person's grant, and ends the person's sessions where WeChat takes it no more. */
  readonly refreshGrant: (appId: string, openid: string) => Promise<{ readonly type: "granted" | "ended" }>;
  readonly renew: RenewSession;
}): RenewSession {
  return async (session) => {
    const { appId, openid } = session.person;
    const { type } = await deps.refreshGrant(appId, openid);
    return type === "granted" ? deps.renew(session) : undefined;
  };
}
