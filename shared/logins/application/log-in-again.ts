import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { AccountTask } from "../../accounts/domain/task.ts";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { StartLogin } from "./start-login.ts";

/**
 * Begins a login without an operator, where the account is still as it was when that was asked for. What stands in its
 * way is in the account's state and reason by then; only trouble of our own goes back to the queue.
 */
export function createLogInAgain(deps: {
  readonly accounts: Accounts;
  readonly startLogin: StartLogin;
  readonly metrics: Metrics;
  readonly log: Log;
}): (task: Extract<AccountTask, { type: "log-in" }>) => Promise<void> {
  return async ({ type, appId, epoch }) => {
    const account = await deps.accounts.get(appId);
    if (account?.state !== "IDLE" || account.epoch !== epoch) {
      deps.metrics.count("TaskStale", 1, { task: type });
      return;
    }
    try {
      await deps.startLogin(appId, "auto");
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "unavailable" || error.code === "internal") throw error;
      deps.metrics.count("LoginNotStarted", 1, { code: error.code });
      deps.log.warn("an account could not be logged in again by itself", { appId, message: error.message });
    }
  };
}
