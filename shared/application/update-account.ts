import type { Account } from "../domain/account.ts";
import { AppError } from "../domain/errors.ts";
import type { AccountChange, Accounts } from "./ports/accounts.ts";
import type { Clock } from "./ports/runtime.ts";

/** Changes what an operator may change of an account. Throws `not-found` for one that nobody registered. */
export function createUpdateAccount(deps: {
  readonly accounts: Accounts;
  readonly clock: Clock;
}): (appId: string, change: AccountChange) => Promise<Account> {
  return async (appId, change) => {
    const account = await deps.accounts.update(appId, change, deps.clock.now());
    if (account) return account;
    throw new AppError("not-found", `no account is registered under '${appId}'`, { details: { appId } });
  };
}
