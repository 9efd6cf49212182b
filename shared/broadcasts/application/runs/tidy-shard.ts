import { inParallel } from "../../../kernel/application/in-parallel.ts";
import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { Ledger, OutboundQueue } from "../../../outbound/application/ports/outbound.ts";
import { inNextGeneration, type LedgerEntry } from "../../../outbound/domain/ledger.ts";
import type { CommandReason } from "../../../outbound/domain/reason.ts";
import type { RunShard } from "../../../outbound/domain/run-shard.ts";
import { type BroadcastRun, maySend } from "../../domain/run.ts";
import type { RunLedger } from "../ports/run-ledger.ts";

const PAGE = 100;

/** Rows that are written at once. */
const SIDE_BY_SIDE = 10;

/** ms after the last moment of sending: clocks differ, and a call may be under way. */
const GRACE = 60_000;

/**
 * ms after a lease ran out: until then its message comes back to a sender, also from the longest sleep of a parked
 * group, and that sender reports what was lost.
 */
const LEFT_TO_SENDER = 1_200_000;

export type TidyShardDeps = {
  readonly runLedger: RunLedger;
  readonly ledger: Pick<Ledger, "close" | "abandon" | "reserveAgain">;
  /** `outbound-bulk.fifo`. */
  readonly bulk: OutboundQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/**
 * Brings on the rows of a run that have left the queue. Rows that a pause has held go back to the queue with the next
 * generation. When the run is cancelled, or its time over, what was never tried ends, and what was lost while sending
 * becomes `unknown`.
 */
export function createTidyShard(deps: TidyShardDeps): (run: BroadcastRun, part: RunShard) => Promise<void> {
  async function* rows(part: RunShard): AsyncIterable<readonly LedgerEntry[]> {
    let cursor: string | undefined;
    do {
      const page = await deps.runLedger.page(part, PAGE, cursor);
      yield page.entries;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /**
   * The queue first: after a crash before the rows follow, the next look does both again. After the rows it does
   * neither.
   */
  async function queueAgain(entries: readonly LedgerEntry[]): Promise<void> {
    const held = entries.filter(({ state }) => state === "held");
    if (held.length === 0) return;
    const refused = await deps.bulk.send(held.map(inNextGeneration));
    if (refused.size > 0) {
      throw new AppError("unavailable", "the bulk queue refused commands that a pause had held", { retryable: true });
    }
    await inParallel(held, SIDE_BY_SIDE, (entry) => deps.ledger.reserveAgain(entry, deps.clock.now()));
    deps.metrics.count("BroadcastHeldQueued", held.length);
  }

  /** Ends a row on which no sender works: what a pause held has left the queue. */
  async function end(entry: LedgerEntry, reason: CommandReason): Promise<void> {
    const now = deps.clock.now();
    const { state, command } = entry;
    if (state === "reserved" || state === "held") {
      await deps.ledger.close(state === "held" ? inNextGeneration(entry) : command, "expired", reason, now);
    }
    if (state === "sending" && (entry.leaseUntil ?? 0) + LEFT_TO_SENDER <= now) {
      await deps.ledger.abandon(entry, { code: "sender-lost" }, now);
    }
  }

  function reasonToEnd(run: BroadcastRun): CommandReason | undefined {
    if (run.state === "cancelled") return { code: "run-cancelled" };
    return deps.clock.now() > run.notAfter + GRACE ? { code: "run-over" } : undefined;
  }

  return async (run, part) => {
    const reason = reasonToEnd(run);
    if (reason === undefined && !maySend(run)) return;
    for await (const entries of rows(part)) {
      if (reason === undefined) await queueAgain(entries);
      else await Promise.all(entries.map((entry) => end(entry, reason)));
    }
  };
}
