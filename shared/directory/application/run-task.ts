import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { DirectoryTask } from "../domain/task.ts";
import type { AddressBook } from "./ports/address-book.ts";
import type { DirectoryQueue } from "./ports/queue.ts";
import type { DirectoryStore } from "./ports/store.ts";
import { createRefreshDirectory } from "./refresh-directory.ts";
import { createSyncAccount } from "./sync-account.ts";
import { createSyncDueAccounts } from "./sync-due-accounts.ts";

export type DirectoryDeps = {
  readonly accounts: Pick<Accounts, "get" | "list">;
  readonly directory: DirectoryStore;
  readonly addressBook: AddressBook;
  readonly queue: DirectoryQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

type AccountTask = Exclude<DirectoryTask, { type: "sync-due" }>;

/**
 * Carries out one task. Tasks of an account that is not online are dropped: the last sync is given up, so that the next
 * one begins as soon as the account is back. So are tasks that the gateway refuses. Throws what may pass: the queue
 * brings the task again.
 */
export function createRunDirectoryTask(deps: DirectoryDeps): (task: DirectoryTask) => Promise<void> {
  const { directory, metrics, log } = deps;
  const syncAccount = createSyncAccount(deps);
  const syncDue = createSyncDueAccounts(deps);
  const refresh = createRefreshDirectory(deps);

  async function forget(appId: string): Promise<void> {
    while (await directory.forgetSome(appId));
  }

  async function run(task: AccountTask): Promise<void> {
    switch (task.type) {
      case "sync-account":
        return syncAccount(task);
      case "sync-contacts":
        return refresh.contacts(task);
      case "refresh-contact":
        return refresh.contact(task);
      case "refresh-group":
        return refresh.group(task);
      case "remove-contact":
        return refresh.contactGone(task);
      case "remove-group":
        return directory.removeGroup(task.appId, task.groupId, task.at);
      case "forget-account":
        return forget(task.appId);
      default:
        task satisfies never;
    }
  }

  async function drop({ type, appId }: AccountTask, reason: "offline" | "refused", error: AppError): Promise<void> {
    metrics.count("DirectoryTaskDropped", 1, { reason });
    log.warn("a task on contacts or groups was dropped", { type, appId, reason, message: error.message });
    if (reason === "offline" || type === "sync-account") await directory.giveUpSync(appId);
  }

  return async (task) => {
    if (task.type === "sync-due") return syncDue();
    const registered = (await deps.accounts.get(task.appId))?.registered ?? false;
    // The views of an account that is there again, or whose removal failed, are not to be forgotten.
    if (registered === (task.type === "forget-account")) {
      metrics.count("DirectoryTaskDropped", 1, { reason: registered ? "account-there" : "unknown-account" });
      return;
    }
    try {
      await run(task);
    } catch (error) {
      const reason = finalReason(error);
      if (!(error instanceof AppError) || reason === undefined) throw error;
      await drop(task, reason, error);
    }
  };
}

/** Why trying again would be of no use. `not-found`: the gateway does not know the device. */
function finalReason(error: unknown): "offline" | "refused" | undefined {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === "account-offline" || error.code === "not-found") return "offline";
  return error.code === "refused" || error.code === "invalid-input" ? "refused" : undefined;
}
