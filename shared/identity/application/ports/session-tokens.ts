import type { SignedInPerson } from "../../domain/person.ts";
import type { PublicKey } from "../../domain/session-key.ts";

/** What a token says. Times in epoch ms, whole seconds. `id`: of the session. */
export type SessionClaims = {
  readonly id: string;
  readonly person: SignedInPerson;
  readonly issuedAt: number;
  readonly expiresAt: number;
};

/** Makes and checks the tokens of people's sessions: JWT by ES256. `issuer`: the address of the platform's sign-in. */
export type SessionTokens = {
  newKey(): Promise<{ readonly kid: string; readonly publicKey: PublicKey; readonly privateKey: string }>;
  sign(key: { readonly kid: string; readonly privateKey: string }, claims: SessionClaims): Promise<string>;
  /**
   * What a token says that is in its time at `now` and signed for `appId` by one of the keys. Undefined for every other
   * text. Throws what `publicKeyOf` throws.
   */
  verify(
    token: string,
    expected: { readonly appId: string; readonly now: number },
    publicKeyOf: (kid: string) => Promise<PublicKey | undefined>,
  ): Promise<SessionClaims | undefined>;
};
