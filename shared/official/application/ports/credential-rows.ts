import type { KeptCredential, KeptKeys } from "../../domain/kept-credentials.ts";

/** What is kept of one account, and its revision. Without `value` it was removed, and stays so. */
export type Kept<T> = { readonly revision: number; readonly value?: T };

/** Credentials of one kind, sealed, by account. Both throw `unavailable`, also while the seal's key cannot be reached. */
export type CredentialRows<T> = {
  /** Undefined: never kept. Strongly consistent. */
  get(appId: string): Promise<Kept<T> | undefined>;
  /**
   * Keeps the value (undefined removes it) as the revision that follows `after` (0: never kept). False where another
   * revision is kept by now.
   */
  put(appId: string, value: T | undefined, after: number): Promise<boolean>;
};

export type CallbackKeyRows = CredentialRows<KeptKeys>;
export type AppCredentialRows = CredentialRows<KeptCredential>;
