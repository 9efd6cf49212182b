import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Account } from "../domain/account.ts";
import type { Accounts } from "./ports/accounts.ts";

/** All accounts but those whose rows cannot be read: they are logged and counted, and hold up no other. */
export function readableAccounts(deps: {
  readonly accounts: Pick<Accounts, "list">;
  readonly metrics: Metrics;
  readonly log: Log;
}): Promise<readonly Account[]> {
  return deps.accounts.list((error) => {
    deps.metrics.count("AccountMalformed");
    deps.log.error("an account's row cannot be read; the account is left out", error);
  });
}
