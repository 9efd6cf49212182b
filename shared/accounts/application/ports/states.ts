import type { Account } from "../../domain/account.ts";
import type { Announcement } from "../../domain/announcement.ts";
import type { Move } from "../../domain/lifecycle.ts";
import type { StateReason } from "../../domain/reason.ts";

/**
 * Writes the state of accounts. Each write holds only while the account is in the state and epoch that `account` says;
 * otherwise another writer was faster. An `announcement` joins the account's untold ones in the same write. `now`:
 * epoch ms.
 */
export type AccountStates = {
  /** Carries out a move; returns the account after it, or undefined if another writer was faster. */
  transition(account: Account, move: Move, now: number, announcement?: Announcement): Promise<Account | undefined>;
  /** Replaces the reason of the state (undefined: takes it away) without a transition; returns as `transition` does. */
  explain(
    account: Account,
    reason: StateReason | undefined,
    now: number,
    announcement?: Announcement,
  ): Promise<Account | undefined>;
  /** Sets the count of refused sends to 0 without a transition; false if another writer was faster. */
  trust(account: Account, now: number): Promise<boolean>;
};
