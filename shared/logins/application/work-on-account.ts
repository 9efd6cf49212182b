import type { CheckAccount } from "../../accounts/application/check-account.ts";
import { isOfGateway } from "../../accounts/application/is-of-gateway.ts";
import type { AccountTask } from "../../accounts/domain/task.ts";
import type { Metrics } from "../../kernel/application/ports/runtime.ts";

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

/**
 * Carries out a task on an account. A check of an account that is not registered does nothing. A check that the gateway
 * does not answer is not repeated: the queue would bring it minutes later, and the account's beat asks before.
 */
export function createWorkOnAccount(deps: WorkOnAccountDeps): (task: AccountTask) => Promise<void> {
  async function check({ appId, by }: TaskOf<"check">): Promise<void> {
    try {
      await deps.check(appId, by);
    } catch (error) {
      if (!isOfGateway(error)) throw error;
      if (error.code === "not-found") deps.metrics.count("TaskStale", 1, { task: "check" });
      else deps.metrics.count("CheckUnanswered", 1, { code: error.code });
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
