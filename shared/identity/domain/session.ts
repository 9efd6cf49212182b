import { hash } from "node:crypto";
import type { SignedInPerson } from "./person.ts";

/** How long a session lasts, ms: two hours. */
export const SESSION_LIFE = 7_200_000;

/** A person's session at one account. Times in epoch ms. `id`: 128 random bits, 32 hexadecimal digits. */
export type Session = {
  readonly id: string;
  readonly person: SignedInPerson;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** A session that just began. `token`: a signed JWT. `csrf`: what requests that change something must say beside a cookie. */
export type OpenedSession = { readonly session: Session; readonly token: string; readonly csrf: string };

/** A session that begins at `now`. It ends with a whole second, as tokens tell time. */
export function beginSession(id: string, person: SignedInPerson, now: number): Session {
  return { id, person, createdAt: now, expiresAt: Math.floor((now + SESSION_LIFE) / 1000) * 1000 };
}

/** Whether a session holds at `now`; `endedBefore`: what the person began at the account before it is over. */
export function isOpen({ createdAt, expiresAt }: Session, endedBefore: number, now: number): boolean {
  return createdAt >= endedBefore && now < expiresAt;
}

/**
 * What a page says beside its cookie. It follows from the token, which only the browser and the platform know: pages of
 * other origins, which cannot read what the platform answers, cannot make it. Another session has another one.
 */
export function csrfOf(token: string): string {
  return hash("sha256", `csrf ${token}`, "base64url").slice(0, 32);
}
