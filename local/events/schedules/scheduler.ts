import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import { metFullDisk, ROOM_PAUSE_MS } from "../../full-disk.ts";
import { inTransaction } from "../database.ts";
import type { Rule } from "../rules/rule.ts";
import { createNextRuns, type DueRun } from "./next-runs.ts";

export type Scheduler = {
  /** A rule, new ones included, runs next after now. */
  reset(rule: Rule): void;
  /** A rule that is gone runs no more. */
  forget(rule: Rule): void;
  stop(): void;
};

/** The longest sleep; timers take 2^31 ms at most. */
const MAX_SLEEP_MS = 3_600_000;

/** Runs scheduled rules by the local clock. When the clock is moved, every run in between is made, in order. */
export function startScheduler(options: {
  rules: readonly Rule[];
  clock: LocalClock;
  db: DatabaseSync;
  /**
   * Hears of due runs, oldest first, within the transaction that moves the schedules on. What it returns is called after
   * the commit.
   */
  run: (due: DueRun[]) => () => void;
}): Scheduler {
  const { rules, clock, db, run } = options;
  const scheduled = rules.filter((rule) => rule.schedule !== undefined);
  const nextRuns = createNextRuns(db, scheduled, clock.now());
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    clearTimeout(timer);
    timer = setTimeout(tick, runDue() ? untilNext() : ROOM_PAUSE_MS);
  }

  const untilNext = () => Math.max(0, Math.min(nextRuns.soonest() - clock.now(), MAX_SLEEP_MS));

  /** False where there is no room for it now. */
  function runDue(): boolean {
    const undo = nextRuns.remember();
    try {
      const begin = inTransaction(db, () => {
        const due = nextRuns.takeDue(clock.now());
        return due.length > 0 ? run(due) : undefined;
      });
      begin?.();
      return true;
    } catch (error) {
      undo();
      if (metFullDisk(error)) return false;
      throw error;
    }
  }

  const unlisten = clock.onAdvance(tick);
  tick();
  return {
    reset(rule) {
      nextRuns.reset(rule, clock.now());
      tick();
    },
    forget: nextRuns.forget,
    stop() {
      unlisten();
      clearTimeout(timer);
    },
  };
}
