import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { AccountTask } from "../../accounts/domain/task.ts";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { StartLogin } from "./start-login.ts";

/**
 * Begins a login without an operator, if the account has not moved since that was asked for. Where the gateway refuses,
 * the account's state and reason say so; only trouble of the platform's own parts is thrown, and the queue tries again.
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
