/** The session key of a login; `at`: when its exchange began, epoch ms. */
export type MiniKey = { readonly sessionKey: string; readonly at: number };

/**
 * Session keys of people in mini programs, in the table `state`, sealed: the one of each person's newest login, for a
 * day. All throw `unavailable`.
 */
export type MiniKeys = {
  /** False where the key of a later login is kept: then that one stays. */
  put(appId: string, openid: string, key: MiniKey): Promise<boolean>;
  /** Strongly consistent. Undefined: the person has not logged in for a day. `now`: epoch ms. */
  open(appId: string, openid: string, now: number): Promise<string | undefined>;
  /** Removes the key; the person has to log in again. */
  forget(appId: string, openid: string): Promise<void>;
};
