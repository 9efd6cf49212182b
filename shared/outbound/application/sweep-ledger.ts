import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { LedgerEntry } from "../domain/ledger.ts";
import type { Ledger } from "./ports/outbound.ts";

export type SweepLedgerDeps = {
  readonly ledger: Pick<Ledger, "listRequested" | "close">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

const PAGE = 100;

/** A row this long after its `notAfter` is not on the queue, ms: a sender would have ended it by then. */
const GRACE = 600_000;

/**
 * Ends rows whose time is over and whose request broke off before its commands were on the queue, and was not repeated. A
 * command that is on the queue all the same finds its row ended. Returns how many rows it ended; a row that could not be
 * ended is left to the next sweep.
 *
 * @param deadline epoch ms after which no further page is begun
 */
export function createSweepLedger(deps: SweepLedgerDeps): (deadline: number) => Promise<number> {
  async function end({ command }: LedgerEntry): Promise<boolean> {
    try {
      return await deps.ledger.close(command, "expired", { code: "request-broken-off" }, deps.clock.now());
    } catch (error) {
      deps.log.error("a row whose time is over was not ended", error, { commandId: command.id });
      return false;
    }
  }

  return async (deadline) => {
    let ended = 0;
    let cursor: string | undefined;
    do {
      const page = await deps.ledger.listRequested(PAGE, cursor);
      const overdue = page.entries.filter(({ command }) => deps.clock.now() > command.notAfter + GRACE);
      ended += (await Promise.all(overdue.map(end))).filter(Boolean).length;
      cursor = page.cursor;
    } while (cursor !== undefined && deps.clock.now() < deadline);
    if (ended > 0) deps.metrics.count("RequestExpired", ended);
    return ended;
  };
}
