import type { WebGrant } from "../../domain/web-grant.ts";

/**
 * A person's grant as it is kept. `epoch` grows with every sign-in and every holder of the lease. `deadSince` (epoch ms)
 * is there in place of the tokens where WeChat takes them no more and the person's sessions are being ended.
 */
export type KeptGrant = { readonly epoch: number } & (
  | { readonly grant: WebGrant; readonly deadSince?: undefined }
  | { readonly grant?: undefined; readonly deadSince: number }
);

/**
 * What people let accounts ask, sealed for account and person, with the lease of the container that renews it. All throw
 * `unavailable`; where stored tokens do not open, `internal`.
 */
export type WebGrants = {
  /**
   * Keeps what a person who just signed in gave, in place of what is there. A renewal under way is over. What lives
   * longer is of a later sign-in, and stays: WeChat takes the newest refresh token only.
   */
  put(appId: string, openid: string, grant: WebGrant): Promise<void>;
  /** Strongly consistent. Undefined where there is no grant, or its time is over at `now`. */
  get(appId: string, openid: string, now: number): Promise<KeptGrant | undefined>;
  /** Takes the lease until `until` (epoch ms); undefined while another container holds it, and where there is no grant. */
  acquire(appId: string, openid: string, until: number, now: number): Promise<KeptGrant | undefined>;
  /** Stores the holder's tokens and ends the lease; false where the holder's epoch is over. */
  renew(appId: string, openid: string, epoch: number, grant: WebGrant): Promise<boolean>;
  /** Drops the tokens, and keeps the lease; false where the holder's epoch is over. */
  kill(appId: string, openid: string, epoch: number, now: number): Promise<boolean>;
  /** Removes what is left of a dead grant; false where the holder's epoch is over. */
  remove(appId: string, openid: string, epoch: number): Promise<boolean>;
  /** Ends the lease; does nothing where the holder's epoch is over. */
  release(appId: string, openid: string, epoch: number): Promise<void>;
  /** Removes the grant, whoever holds the lease: a renewal under way stores nothing. */
  forget(appId: string, openid: string): Promise<void>;
};
