import type { AccountTask } from "../domain/account-task.ts";
import { AppError } from "../domain/errors.ts";
import type { CheckAccount } from "./check-account.ts";
import type { Metrics } from "./ports.ts";

type TaskOf<T extends AccountTask["type"]> = Extract<AccountTask, { type: T }>;

export type WorkOnAccountDeps = {
  readonly check: CheckAccount;
  readonly reconnect: (task: TaskOf<"reconnect">) => Promise<void>;
  readonly logInAgain: (task: TaskOf<"log-in">) => Promise<void>;
  readonly pollLogin: (task: TaskOf<"poll-login">) => Promise<void>;
  readonly endStaleLogin: (task: TaskOf<"resume-login">) => Promise<void>;
  readonly setCallback: (task: TaskOf<"set-callback">) => Promise<void>;
  readonly metrics: Metrics;
};

/** Carries out a task on an account. A check of an account that nobody registered (any more) is no work. */
export function createWorkOnAccount(deps: WorkOnAccountDeps): (task: AccountTask) => Promise<void> {
  async function check({ appId, by }: TaskOf<"check">): Promise<void> {
    try {
      await deps.check(appId, by);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "not-found") throw error;
      deps.metrics.count("TaskStale", 1, { task: "check" });
    }
  }

  return (task) => {
    switch (task.type) {
      case "check":
        return check(task);
      case "reconnect":
        return deps.reconnect(task);
      case "log-in":
        return deps.logInAgain(task);
      case "poll-login":
        return deps.pollLogin(task);
      case "resume-login":
        return deps.endStaleLogin(task);
      case "set-callback":
        return deps.setCallback(task);
      default:
        return task satisfies never;
    }
  };
}
