import { cached } from "../../kernel/application/cached.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { SignedInPerson } from "../domain/person.ts";
import { beginSession, csrfOf, isOpen, type OpenedSession, type Session } from "../domain/session.ts";
import type { SessionKeys } from "./ports/session-keys.ts";
import type { SessionRows } from "./ports/session-rows.ts";
import type { SessionClaims, SessionTokens } from "./ports/session-tokens.ts";
import type { Sessions } from "./ports/sessions.ts";

export type SessionsDeps = {
  readonly sessionRows: SessionRows;
  readonly sessionKeys: SessionKeys;
  readonly tokens: Pick<SessionTokens, "sign" | "verify">;
  /** Keeps which person of the fleet this is; never fails. */
  readonly linkPerson: (person: SignedInPerson) => Promise<void>;
  /** 128 random bits, 32 hexadecimal digits. */
  readonly newSecret: () => string;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/** How long a container trusts what it read of a session, ms: with two reads after it, 5 s are not reached. */
const MAX_AGE = 3000;

/**
 * People's sessions: a signed token, which tells who, and a row, without which the token is worth nothing. Tokens are
 * verified before anything is read.
 */
export function createSessions(deps: SessionsDeps): Sessions & {
  /** A new token for a session that is open at `appId`; undefined where it is not. */
  resume(appId: string, id: string): Promise<OpenedSession | undefined>;
  /** A new session in place of one; undefined where that one was ended meanwhile. */
  renew(session: Session): Promise<OpenedSession | undefined>;
} {
  const { sessionRows: rows, clock, metrics } = deps;

  const standing = createStanding(deps);
  const withToken = createWithToken(deps);
  const known = cached(clock, MAX_AGE, standing);

  async function revoke(id: string): Promise<void> {
    await rows.remove(id);
    known.forget(id);
    metrics.count("SessionRevoked");
  }

  const begun = (person: SignedInPerson) => withToken(beginSession(deps.newSecret(), person, clock.now()));

  return {
    async open(person) {
      const opened = await begun(person);
      await Promise.all([rows.put(opened.session), deps.linkPerson(person)]);
      metrics.count("SessionOpened");
      return opened;
    },

    async resume(appId, id) {
      const session = await standing(id);
      return session?.person.appId === appId ? withToken(session) : undefined;
    },

    async read(appId, token) {
      const claims = await deps.tokens.verify(token, { appId, now: clock.now() }, deps.sessionKeys.publicKeyOf);
      const session = claims && (await known.get(claims.id));
      return session && isSame(session, claims) && clock.now() < session.expiresAt ? session : undefined;
    },

    revoke,

    /**
     * The present one is asked for when the new one is written: who ended the person's sessions before that has ended the
     * new one too. Nothing is noted of the person before, who may have been forgotten with the sessions.
     */
    async renew(session) {
      const opened = await begun(session.person);
      await rows.put(opened.session);
      if (!(await standing(session.id))) {
        await rows.remove(opened.session.id);
        return undefined;
      }
      await deps.linkPerson(session.person);
      metrics.count("SessionOpened");
      await revoke(session.id);
      return opened;
    },
  };
}

function createWithToken({ tokens, sessionKeys, clock }: SessionsDeps): (session: Session) => Promise<OpenedSession> {
  return async (session) => {
    const { id, person, expiresAt } = session;
    const issuedAt = Math.floor(clock.now() / 1000) * 1000;
    const token = await tokens.sign(await sessionKeys.signing(), { id, person, issuedAt, expiresAt });
    return { session, token, csrf: csrfOf(token) };
  };
}

/** The session of an id, by its rows; undefined where it is over or was ended. */
function createStanding({ sessionRows: rows, clock }: SessionsDeps): (id: string) => Promise<Session | undefined> {
  return async (id) => {
    const session = await rows.get(id);
    if (!session) return undefined;
    const { appId, openid } = session.person;
    return isOpen(session, await rows.endedBefore(appId, openid), clock.now()) ? session : undefined;
  };
}

function isSame({ person }: Session, { person: { appId, openid } }: SessionClaims): boolean {
  return person.appId === appId && person.openid === openid;
}
