import { type Account, newAccount, wxidsOf } from "../../../accounts/domain/account.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { type Decision, NOT_A_CUSTOMER } from "../../domain/decision.ts";

/** The fleet as it was when messages were decided, as far as today's accounts and the decisions tell. */
export type PastFleet = {
  /** The account by its id, as it is today. */
  account(appId: string): Account | undefined;
  /** Undefined where the account was not registered then. `isGone`: only what the message says is known of it. */
  accountOf(
    message: InboundMessage,
    was: Decision,
  ): { readonly account: Account | undefined; readonly isGone: boolean };
  /** wxids of the accounts that the fleet had at `at`, epoch ms. */
  ownWxids(message: InboundMessage, was: Decision, at: number): ReadonlySet<string>;
};

/** Names, tags and channels of accounts are those of today. */
export function createPastFleet(accounts: readonly Account[]): PastFleet {
  const byId = new Map(accounts.map((account) => [account.appId, account]));
  const all = wxidsOf(accounts);
  const newest = Math.max(0, ...accounts.map(({ createdAt }) => createdAt));

  function ownAt(at: number): ReadonlySet<string> {
    return newest <= at ? all : wxidsOf(accounts.filter(({ createdAt }) => createdAt <= at));
  }

  return {
    account: (appId) => byId.get(appId),

    accountOf({ appId, wxid }, was) {
      if (was.flags.includes("unknown-account")) return { account: undefined, isGone: false };
      const account = byId.get(appId);
      if (account) return { account: { ...account, registered: true }, isGone: false };
      return { account: newAccount({ appId, name: "", wxid }, 0), isGone: true };
    },

    ownWxids({ sender }, was, at) {
      const own = ownAt(at);
      if (was.flags.includes(NOT_A_CUSTOMER)) return new Set([...own, sender]);
      // Only rules that name the fleet's own accounts match what they wrote, and the flag tells of it.
      if (was.rules.length === 0 || !own.has(sender)) return own;
      return new Set([...own].filter((wxid) => wxid !== sender));
    },
  };
}
