import type { Account, AccountState } from "../domain/account.ts";
import { AppError } from "../domain/errors.ts";
import { EVENTS } from "../names.ts";
import type { Accounts, Clock, Events, Gateway, Log } from "./ports.ts";

export type CheckAccountDeps = {
  readonly accounts: Accounts;
  readonly gateway: Gateway;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
};

/** What a check found, and the account as it stands after it. */
export type CheckedAccount = { readonly account: Account; readonly checked: "online" | "offline" };

/**
 * Asks the gateway whether a registered account is online and moves its state accordingly: to ONLINE, or from ONLINE to
 * RECONNECTING; each change is an event. Throws `not-found` for an account that nobody registered, and what
 * `Gateway.checkOnline` throws where the gateway gives no answer (the state then stays).
 */
export function createCheckAccount(deps: CheckAccountDeps): (appId: string) => Promise<CheckedAccount> {
  async function move(account: Account, to: AccountState): Promise<Account> {
    const now = deps.clock.now();
    const moved = await deps.accounts.transition(account, to, now);
    if (!moved) return registered(deps.accounts, account.appId);
    const detail = { appId: account.appId, from: account.state, to, epoch: moved.epoch, at: now };
    try {
      await deps.events.publish([{ type: EVENTS.accountStateChanged, detail }]);
    } catch (error) {
      deps.log.error("a change of state was made but not announced", error, detail);
    }
    return moved;
  }

  return async (appId) => {
    const account = await registered(deps.accounts, appId);
    const checked = (await isOnline(deps.gateway, appId)) ? "online" : "offline";
    const to = stateAfter(account.state, checked);
    return { account: to === account.state ? account : await move(account, to), checked };
  };
}

function stateAfter(state: AccountState, checked: CheckedAccount["checked"]): AccountState {
  if (checked === "online") return "ONLINE";
  return state === "ONLINE" ? "RECONNECTING" : state;
}

async function isOnline(gateway: Gateway, appId: string): Promise<boolean> {
  try {
    return await gateway.checkOnline(appId);
  } catch (error) {
    if (error instanceof AppError && error.code === "account-offline") return false;
    throw error;
  }
}

async function registered(accounts: Accounts, appId: string): Promise<Account> {
  const account = await accounts.get(appId);
  if (account?.registered) return account;
  throw new AppError("not-found", `no account is registered under '${appId}'`, { details: { appId } });
}
