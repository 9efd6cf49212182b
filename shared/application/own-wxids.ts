import { wxidsOf } from "../domain/account.ts";
import { createKeptFresh } from "./kept-fresh.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Clock, Log } from "./ports/runtime.ts";

/** How often the accounts are listed, ms. */
const REFRESH = 4500;

/** Of all accounts of the fleet; at most five seconds old. */
export type OwnWxids = () => Promise<ReadonlySet<string>>;

/** Where the list cannot be read, the last one goes on to hold (and that is logged); without one the error is the caller's. */
export function createOwnWxids(deps: {
  readonly accounts: Pick<Accounts, "list">;
  readonly clock: Clock;
  readonly log: Log;
}): OwnWxids {
  return createKeptFresh<ReadonlySet<string>>({
    every: REFRESH,
    read: async () => wxidsOf(await deps.accounts.list()),
    failed(error, last) {
      if (last) deps.log.error("the accounts could not be listed; the wxids known so far stay in force", error);
    },
    clock: deps.clock,
  });
}
