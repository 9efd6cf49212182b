import { registeredAccount } from "../../accounts/application/check-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { AccountRegistry } from "../../accounts/application/ports/registry.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import type { DirectoryQueue } from "../../directory/application/ports/queue.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import type { LogoutAccount } from "./logout-account.ts";
import type { AccountCredentials } from "./ports/account-credentials.ts";
import type { AccountPages } from "./ports/account-pages.ts";

/** Longer than the API function may run, s: then the account is removed, or stays with its contacts and groups. */
export const REMOVAL = 30;

/**
 * Logs an account out and removes it: its journal stays, its contacts and groups go. An account at WeChat's open
 * platform is not logged out; its credentials and what its web pages may ask go before it, so that nothing of them is left
 * where the process ends in between, and once more after it, where an operator set them meanwhile. `force`: also where the gateway does not confirm the
 * logout, which otherwise throws and leaves the account. Throws `not-found`, and what credentials and pages throw.
 */
export function createRemoveAccount(deps: {
  readonly accounts: Accounts & AccountRegistry;
  readonly logout: LogoutAccount;
  readonly accountCredentials: AccountCredentials;
  readonly accountPages: AccountPages;
  readonly directoryQueue: DirectoryQueue;
  readonly log: Log;
}): (appId: string, force: boolean) => Promise<void> {
  async function forget(appId: string): Promise<void> {
    await deps.accountCredentials.forget(appId);
    await deps.accountPages.forget(appId);
  }

  return async (appId, force) => {
    const account = await registeredAccount(deps.accounts, appId);
    const { atGateway, atOpenPlatform } = channelOf(account);
    try {
      if (atGateway) await deps.logout(appId);
    } catch (error) {
      if (!force) throw error;
      deps.log.warn("an account is removed without the gateway's word that it is logged out", { appId });
    }
    await deps.directoryQueue.send([{ task: { type: "forget-account", appId }, delaySeconds: REMOVAL }]);
    if (atOpenPlatform) await forget(appId);
    await deps.accounts.remove(appId);
    if (atOpenPlatform) await forget(appId);
  };
}
