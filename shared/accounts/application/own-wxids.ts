import { createKeptFresh } from "../../kernel/application/kept-fresh.ts";
import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import type { FleetWxids, WxidList } from "./ports/fleet-wxids.ts";

/** How often it is asked whether they have changed, ms. */
const REFRESH = 4500;

/** Of all accounts of the fleet; at most five seconds old where accounts are registered or log in. */
export type OwnWxids = () => Promise<ReadonlySet<string>>;

/**
 * Where the list cannot be read, that is logged and the last one stays in force; without a last one the error is the
 * caller's.
 */
export function createOwnWxids(deps: {
  readonly accounts: Pick<FleetWxids, "wxids">;
  readonly clock: Clock;
  readonly log: Log;
}): OwnWxids {
  const current = createKeptFresh<WxidList>({
    every: REFRESH,
    read: (last) => deps.accounts.wxids(last, deps.clock.now()),
    failed(error, last) {
      if (last) deps.log.error("the accounts' wxids could not be read; those known so far stay in force", error);
    },
    clock: deps.clock,
  });
  return async () => (await current()).wxids;
}
