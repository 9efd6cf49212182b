import type { Sealed } from "../../../kernel/application/ports/sealer.ts";
import type { PublicKey, SessionKey } from "../../domain/session-key.ts";

/** A key with its private half (JWK as JSON), which is sealed for `session-keys` at the place of its `kid`. */
export type KeptSessionKey = SessionKey & { readonly sealed: Sealed };

/** All keys in the order in which they sign; `revision` counts from 1. */
export type KeptSessionKeys = { readonly keys: readonly KeptSessionKey[]; readonly revision: number };

/** The keys that sign people's sessions, one row of the table `config`. Both throw `unavailable`. */
export type SessionKeyRows = {
  /** Strongly consistent. Undefined: never kept. */
  get(): Promise<KeptSessionKeys | undefined>;
  /** Keeps them as the revision that follows `after` (0: never kept). False where another revision is kept by now. */
  put(keys: readonly KeptSessionKey[], after: number): Promise<boolean>;
};

/** The keys as those see them who sign and verify. All throw `unavailable`. */
export type SessionKeys = {
  /** The key that signs now; `privateKey`: JWK as JSON. */
  signing(): Promise<{ readonly kid: string; readonly privateKey: string }>;
  publicKeyOf(kid: string): Promise<PublicKey | undefined>;
  published(): Promise<readonly SessionKey[]>;
};
