import { personalAccount } from "../../accounts/application/check-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { NewId } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { DirectoryQueue } from "./ports/queue.ts";

/**
 * Queues a full sync of an account's contacts and groups, and returns the request's id. Throws `not-found` if the
 * account is not registered, `conflict` for an Official Account, `account-offline` if it is not online, and
 * `unavailable`.
 */
export function createRequestSync(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly directoryQueue: DirectoryQueue;
  readonly newId: NewId;
}): (appId: string) => Promise<{ readonly request: string }> {
  return async (appId) => {
    const account = await personalAccount(deps.accounts, appId);
    if (account.state !== "ONLINE") {
      throw new AppError("account-offline", `the account is ${account.state}; only one that is ONLINE can be synced`, {
        retryable: true,
        details: { appId },
      });
    }
    const request = deps.newId();
    await deps.directoryQueue.send([{ task: { type: "sync-account", appId, request, asked: true }, delaySeconds: 0 }]);
    return { request };
  };
}
