import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import type { LedgerEntry } from "../../../outbound/domain/ledger.ts";
import type { RunShard } from "../../../outbound/domain/run-shard.ts";
import { idleDelay, type ShardProgress } from "../../domain/progress.ts";
import type { BroadcastRun } from "../../domain/run.ts";
import type { RunProgress } from "../ports/run-progress.ts";
import type { BroadcastTasks } from "../ports/tasks.ts";

export type ShardStepsDeps = {
  readonly runProgress: Pick<RunProgress, "advance">;
  readonly broadcastTasks: BroadcastTasks;
  readonly tidyShard: (run: BroadcastRun, part: RunShard) => Promise<void>;
  readonly clock: Clock;
};

/** Seconds to the step after one that did something: by then its progress is stored. */
const SOON = 1;

/** How one step of an account's part of a run ends: with the next step on the queue. */
export type ShardSteps = {
  /**
   * It came further than `from`: the next step goes out first, then the progress is stored. False where another worker has
   * stored a step meanwhile.
   */
  readonly store: (part: RunShard, from: number, progress: ShardProgress) => Promise<boolean>;
  /** It looks again later, ever less often; `idle`: how often it has waited already. */
  readonly lookAgain: (part: RunShard, step: number, idle: number) => Promise<void>;
  /** The sender is not through with the commands `waiting`: held ones and those whose time is over are tidied up. */
  readonly wait: (
    run: BroadcastRun,
    part: RunShard,
    step: number,
    idle: number,
    waiting: readonly LedgerEntry[],
  ) => Promise<void>;
};

/** Queues the next step of an account's part of a run. */
export function createShardSteps({ runProgress, broadcastTasks, tidyShard, clock }: ShardStepsDeps): ShardSteps {
  async function goOn({ runId, shard }: RunShard, step: number, idle: number, delaySeconds: number): Promise<void> {
    await broadcastTasks.add([{ task: { type: "shard", runId, shard, step, idle }, delaySeconds }]);
  }

  const lookAgain: ShardSteps["lookAgain"] = (part, step, idle) => goOn(part, step, idle + 1, idleDelay(idle));

  return {
    lookAgain,
    async store(part, from, progress) {
      await goOn(part, progress.step, 0, SOON);
      return runProgress.advance(part.runId, from, progress, clock.now());
    },
    async wait(run, part, step, idle, waiting) {
      const isHeld = waiting.some(({ state }) => state === "held");
      if (isHeld || clock.now() > run.notAfter) await tidyShard(run, part);
      await lookAgain(part, step, idle);
    },
  };
}
