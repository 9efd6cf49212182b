import { cached } from "../../kernel/application/cached.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Ledger } from "../../outbound/application/ports/outbound.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { shardOfCommand } from "../../outbound/domain/run-shard.ts";
import { type BroadcastRun, maySend } from "../domain/run.ts";
import type { BroadcastRuns } from "./ports/runs.ts";

/** A pause or a cancellation takes effect within this, ms. */
const RUN_CACHE = 1000;

export type EndIfStopped = (command: OutboundCommand) => Promise<boolean>;

/**
 * Ends a command whose run is not to send now, so that it leaves the queue and blocks nothing behind it. The command of
 * a paused run becomes `held`; that of a cancelled run, or of one whose record is gone, becomes `expired`; a command
 * that has come to its end already just leaves. False where it goes on: its run sends, or a sender has begun it, and
 * what became of that has to be settled first.
 *
 * A run that is resumed puts back what is `held` at that moment. So the run is read once more after the row is: either
 * the resume sees the row, or the sender that wrote the row sees the resume and sends the command itself.
 */
export function createEndIfStopped(deps: {
  readonly runs: Pick<BroadcastRuns, "get">;
  readonly ledger: Pick<Ledger, "close" | "get">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): EndIfStopped {
  const runs = cached(deps.clock, RUN_CACHE, (runId) => deps.runs.get(runId));

  async function close(command: OutboundCommand, run: BroadcastRun | undefined): Promise<boolean> {
    const [state, code] =
      run?.state === "paused"
        ? (["held", "run-paused"] as const)
        : (["expired", run ? "run-cancelled" : "run-gone"] as const);
    if (await deps.ledger.close(command, state, { code }, deps.clock.now())) {
      deps.metrics.count(state === "held" ? "CommandHeld" : "CommandExpired");
      return true;
    }
    return (await deps.ledger.get(command.id))?.state !== "sending";
  }

  return async (command) => {
    const runId = shardOfCommand(command.id)?.runId;
    if (runId === undefined) return false;
    const seen = await runs.get(runId);
    if (mayGoOn(seen) || !(await close(command, seen))) return false;
    if (seen?.state !== "paused") return true;
    runs.forget(runId);
    const now = await runs.get(runId);
    if (now?.state === "paused") return true;
    // Cancelled meanwhile: what is held now its run's end sees.
    return !mayGoOn(now);
  };
}

/** Commands that are left of a run that is done go on: the ledger judges them. */
function mayGoOn(run: BroadcastRun | undefined): boolean {
  return run !== undefined && (maySend(run) || run.state === "done");
}
