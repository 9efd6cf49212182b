import type { MoveAccount } from "../../../accounts/application/move-account.ts";
import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import type { AccountTask } from "../../../accounts/domain/task.ts";
import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { Logins } from "../ports/logins.ts";
import type { PollLogin } from "./poll-login.ts";

/**
 * Ends the login of an account that is LOGGING_IN for longer than a login lasts: its polling was lost, or it never got
 * a code. Asks the gateway for the last time before: the person may have confirmed meanwhile.
 */
export function createEndStaleLogin(deps: {
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly poll: PollLogin;
  readonly move: MoveAccount;
  readonly metrics: Metrics;
}): (task: Extract<AccountTask, { type: "resume-login" }>) => Promise<void> {
  return async ({ type, appId, epoch }) => {
    const account = await deps.accounts.get(appId);
    if (account?.state !== "LOGGING_IN" || account.epoch !== epoch) {
      deps.metrics.count("TaskStale", 1, { task: type });
      return;
    }
    const login = await deps.logins.get(appId);
    if (login?.epoch === epoch) return deps.poll({ type: "poll-login", appId, epoch, poll: login.polls });
    await deps.move(account, { type: "login-ended", by: "scan-timeout" });
    deps.metrics.count("LoginEnded", 1, { result: "scan-timeout" });
  };
}
