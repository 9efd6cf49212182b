import { AppError } from "../../kernel/domain/errors.ts";
import { personalAccount } from "./check-account.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { AccountTasks } from "./ports/tasks.ts";

/**
 * Queues that the gateway is told where callbacks go. Throws `not-found`, or `conflict` for an account that is polled.
 */
export function createAskForCallback(deps: {
  readonly accounts: Accounts;
  readonly tasks: AccountTasks;
}): (appId: string) => Promise<void> {
  return async (appId) => {
    const { ingest } = await personalAccount(deps.accounts, appId);
    if (ingest !== "callback") {
      throw new AppError("conflict", `account '${appId}' is polled: it takes no callbacks`, { details: { appId } });
    }
    await deps.tasks.add({ type: "set-callback", appId, attempt: 1 }, 0);
  };
}
