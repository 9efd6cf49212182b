import type { Accounts, Clock, Log } from "./ports.ts";

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
  let known: ReadonlySet<string> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<ReadonlySet<string>> | undefined;

  async function read(): Promise<ReadonlySet<string>> {
    const now = deps.clock.now();
    try {
      known = new Set((await deps.accounts.list()).map(({ wxid }) => wxid).filter((wxid) => wxid !== ""));
    } catch (error) {
      if (!known) throw error;
      deps.log.error("the accounts could not be listed; the wxids known so far stay in force", error);
    }
    readAt = now;
    return known;
  }

  return () => {
    const age = deps.clock.now() - readAt;
    if (known && age >= 0 && age < REFRESH) return Promise.resolve(known);
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
