import type { Beginning } from "../../domain/sign-in.ts";

/** Who may come back with a state: the browser that began, at the account where it began. */
export type Comeback = { readonly appId: string; readonly browser: string };

/**
 * Sign-ins under way, by their state: a random text that is good for one return. Neither the state nor the browser's id
 * can be read out of what is kept. Both throw `unavailable`.
 */
export type SignInStates = {
  /** Keeps it until `until` (epoch ms). */
  put(state: string, by: Comeback, beginning: Beginning, until: number): Promise<void>;
  /**
   * Takes it away. Undefined where it is over at `now`, was taken before, never was, or is another's: then it stays for
   * whom it is for.
   */
  take(state: string, by: Comeback, now: number): Promise<Beginning | undefined>;
};
