import type { Session } from "../../domain/session.ts";

/** Sessions in the table `state`, and up to when a person's sessions were ended. All throw `unavailable`. */
export type SessionRows = {
  put(session: Session): Promise<void>;
  /** Strongly consistent. Undefined: it never was, was ended, or is long over. */
  get(id: string): Promise<Session | undefined>;
  remove(id: string): Promise<void>;
  /** Ends what a person began at an account before `before` (epoch ms). An earlier `before` changes nothing. */
  endBefore(appId: string, openid: string, before: number): Promise<void>;
  /** Ends what anybody began at an account before `before` (epoch ms). An earlier `before` changes nothing. */
  endAllBefore(appId: string, before: number): Promise<void>;
  /** Strongly consistent, of the two ends the later one. 0: the person's sessions were never ended, or those that were are long over. */
  endedBefore(appId: string, openid: string): Promise<number>;
};
