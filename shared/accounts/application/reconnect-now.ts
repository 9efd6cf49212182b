import { AppError } from "../../kernel/domain/errors.ts";
import { type CheckAccount, type CheckedAccount, personalAccount } from "./check-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Connections } from "./ports/connections.ts";

/**
 * Renews an account's connection for an operator, whatever the account's state, and returns what the gateway says of it
 * then. A refused renewal is no error, as the check shows its effect. Throws what `CheckAccount` throws.
 */
export function createReconnectNow(deps: {
  readonly accounts: Accounts;
  readonly connections: Pick<Connections, "reconnect">;
  readonly check: CheckAccount;
}): (appId: string) => Promise<CheckedAccount> {
  return async (appId) => {
    await personalAccount(deps.accounts, appId);
    try {
      await deps.connections.reconnect(appId);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "internal") throw error;
    }
    return deps.check(appId, "operator");
  };
}
