import type { SignedInPerson } from "../../domain/person.ts";
import type { OpenedSession, Session } from "../../domain/session.ts";

/** People's sessions, as those who sign them in and those who ask for them see them. All throw `unavailable`. */
export type Sessions = {
  /** Begins a session of two hours. */
  open(person: SignedInPerson): Promise<OpenedSession>;
  /** The session of a token for `appId`. Undefined where it is forged, for another account, over, or revoked. */
  read(appId: string, token: string): Promise<Session | undefined>;
  /** Ends a session; it is refused everywhere within 5 s. */
  revoke(id: string): Promise<void>;
};

/**
 * Ends the sessions of a person at an account that began before `before` (epoch ms), as `revoke` ends one: what they
 * begin later stays. Throws `unavailable`.
 */
export type EndSessionsOf = (appId: string, openid: string, before: number) => Promise<void>;
