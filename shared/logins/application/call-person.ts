import type { Announcements } from "../../accounts/application/ports/announcements.ts";
import type { AccountStates } from "../../accounts/application/ports/states.ts";
import { createTellAccount } from "../../accounts/application/tell-account.ts";
import type { Account } from "../../accounts/domain/account.ts";
import type { StateReason } from "../../accounts/domain/reason.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Login } from "../domain/login.ts";
import { loginPage } from "./login-page.ts";

export type CallPersonDeps = {
  readonly accounts: AccountStates & Announcements;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Where the platform is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
};

/** Returns the account after the call. `at` (epoch ms) makes the call's identity: the same again is no second one. */
export type CallPerson = (account: Account, login: Login, reason: StateReason, at: number) => Promise<Account>;

/**
 * Calls for the person whom a login waits for: the account's reason says what to do, an event carries the login's
 * links.
 */
export function createCallPerson(deps: CallPersonDeps): CallPerson {
  const tell = createTellAccount(deps);
  return async (account, login, reason, at) => {
    const explained = await deps.accounts.explain(account, reason, deps.clock.now(), {
      type: "person-needed",
      at,
      epoch: login.epoch,
      reason,
      qrUrl: loginPage(deps.publicUrl, login),
      ...(login.verifyUrl === undefined ? {} : { verifyUrl: login.verifyUrl }),
    });
    return explained ? tell.now(explained) : account;
  };
}
