import type { SignedInPerson } from "./person.ts";

/** A person's session at one account. Times in epoch ms. `id`: 128 random bits, base64url. */
export type Session = {
  readonly id: string;
  readonly person: SignedInPerson;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** A session that just began. `token`: a signed JWT. `csrf`: what requests that change something must say beside a cookie. */
export type OpenedSession = { readonly session: Session; readonly token: string; readonly csrf: string };
