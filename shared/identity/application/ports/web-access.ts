import type { WebAccess } from "../../domain/web-access.ts";

/** What is kept for one account; `revision` counts from 1. */
export type KeptWebAccess = { readonly access: WebAccess; readonly revision: number };

/** What pages of accounts may ask, in the table `config`. Both throw `unavailable`. */
export type WebAccessRows = {
  /** Strongly consistent. Undefined: never kept. */
  get(appId: string): Promise<KeptWebAccess | undefined>;
  /** Keeps it as the revision that follows `after` (0: never kept). False where another revision is kept by now. */
  put(appId: string, access: WebAccess, after: number): Promise<boolean>;
};

/** The same for those who only ask, kept for some seconds by each container. Throws `unavailable`. */
export type WebAccessOf = (appId: string) => Promise<WebAccess>;
