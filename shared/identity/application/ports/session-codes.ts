/** What a code stands for: a session, for the account and the page's origin that it was made for. */
export type SessionCode = { readonly appId: string; readonly origin: string; readonly sessionId: string };

/** Codes of one use, by which pages get their sessions. Both throw `unavailable`. */
export type SessionCodes = {
  /** `until`: epoch ms. */
  put(code: string, of: SessionCode, until: number): Promise<void>;
  /** Takes the code away; undefined: unknown, taken before, or too old at `now`. */
  take(code: string, now: number): Promise<SessionCode | undefined>;
};
