import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Account } from "../domain/account.ts";
import { personalAccount } from "./check-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { AccountChange, AccountRegistry } from "./ports/registry.ts";

/**
 * Changes what an operator may change of an account. Throws `not-found` if it is not registered, `conflict` where an
 * Official Account is given a device or a way of ingest.
 */
export function createUpdateAccount(deps: {
  readonly accounts: Accounts & AccountRegistry;
  readonly clock: Clock;
}): (appId: string, change: AccountChange) => Promise<Account> {
  return async (appId, change) => {
    if (change.device || change.ingest) await personalAccount(deps.accounts, appId);
    const account = await deps.accounts.update(appId, change, deps.clock.now());
    if (account) return account;
    throw new AppError("not-found", `no account is registered under '${appId}'`, { details: { appId } });
  };
}
