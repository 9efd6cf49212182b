import { personalAccount, registeredAccount } from "../../accounts/application/check-account.ts";
import type { MoveAccount } from "../../accounts/application/move-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Account } from "../../accounts/domain/account.ts";
import type { LoginGateway } from "./ports/login-gateway.ts";

export type LogoutAccount = (appId: string) => Promise<Account>;

/** An account that other callers move at the same time is moved in one of so many tries. */
const TRIES = 5;

/**
 * Logs an account out. The state comes first, so that the account is not reconnected when it goes offline. If the
 * gateway then does not confirm, its error is thrown, and the same call again repeats the gateway's part.
 */
export function createLogoutAccount(deps: {
  readonly accounts: Accounts;
  readonly loginGateway: Pick<LoginGateway, "logout">;
  readonly move: MoveAccount;
}): LogoutAccount {
  async function toIdle(appId: string): Promise<Account> {
    let account = await personalAccount(deps.accounts, appId);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const moved = await deps.move(account, { type: "logged-out" });
      if (moved) return moved;
      account = await registeredAccount(deps.accounts, appId);
      if (account.state === "IDLE" && account.reason?.code === "logged-out") return account;
    }
    return account;
  }

  return async (appId) => {
    const account = await toIdle(appId);
    await deps.loginGateway.logout(appId);
    return account;
  };
}
