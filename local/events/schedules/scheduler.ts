import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import type { Rule } from "../rules/rule.ts";
import { nextRun } from "./expression.ts";

export type DueRun = { rule: Rule; time: number };
export type Scheduler = { reset(rule: Rule): void; stop(): void };

/** Of the runs that one move of the clock made due, a rule makes the newest this many: a day of minutes. */
const MAX_RUNS_AT_ONCE = 1440;
/** The longest sleep; timers take 2^31 ms at most. */
const MAX_SLEEP_MS = 3_600_000;

/**
 * Runs scheduled rules by the local clock. When the clock is moved, every run in between is made, in order; what fell
 * due while nothing was running at all is made once per rule, so that a night switched off is no flood.
 */
export function startScheduler(options: {
  rules: readonly Rule[];
  clock: LocalClock;
  db: DatabaseSync;
  /** Hears of due runs, oldest first, within the transaction that moves the schedules on. */
  run: (due: DueRun[]) => void;
}): Scheduler {
  const { rules, clock, db, run } = options;
  db.exec(
    `CREATE TABLE IF NOT EXISTS schedules (arn TEXT PRIMARY KEY, expression TEXT NOT NULL, next INTEGER NOT NULL) STRICT;`,
  );
  const upsert = db.prepare("INSERT OR REPLACE INTO schedules VALUES (?, ?, ?)");
  const select = db.prepare("SELECT next FROM schedules WHERE arn = ? AND expression = ?");
  const scheduled = rules.filter((rule) => rule.schedule !== undefined);
  const next = new Map<Rule, number | undefined>();
  let timer: NodeJS.Timeout | undefined;

  const after = (rule: Rule, time: number) => nextRun(rule.schedule ?? "", new Date(time))?.getTime();
  const move = (rule: Rule, time: number | undefined) => {
    next.set(rule, time);
    if (time !== undefined) upsert.run(rule.arn, rule.schedule ?? "", time);
  };

  const takeDue = (rule: Rule, now: number): DueRun[] => {
    const due: DueRun[] = [];
    let time = next.get(rule);
    while (time !== undefined && time <= now) {
      due.push({ rule, time });
      if (due.length > 2 * MAX_RUNS_AT_ONCE) due.splice(0, MAX_RUNS_AT_ONCE);
      time = after(rule, time);
    }
    if (due.length > 0) move(rule, time);
    return rule.enabled ? due.slice(-MAX_RUNS_AT_ONCE) : [];
  };

  const tick = () => {
    clearTimeout(timer);
    const now = clock.now();
    db.exec("BEGIN");
    try {
      const due = scheduled.flatMap((rule) => takeDue(rule, now)).sort((a, b) => a.time - b.time);
      if (due.length > 0) run(due);
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
    const soonest = Math.min(...[...next.values()].filter((time) => time !== undefined));
    timer = setTimeout(tick, Math.max(0, Math.min(soonest - clock.now(), MAX_SLEEP_MS)));
  };

  for (const rule of scheduled) {
    const stored = select.get(rule.arn, rule.schedule ?? "")?.next;
    const now = clock.now();
    const missed = typeof stored === "number" && stored <= now ? lastRun(rule, stored, now) : undefined;
    move(rule, missed ?? after(rule, now));
  }
  const unlisten = clock.onAdvance(tick);
  tick();

  return {
    reset: (rule) => {
      if (rule.schedule !== undefined) move(rule, after(rule, clock.now()));
      tick();
    },
    stop() {
      unlisten();
      clearTimeout(timer);
    },
  };

  function lastRun(rule: Rule, from: number, now: number): number {
    let last = from;
    for (let time: number | undefined = from; time !== undefined && time <= now; time = after(rule, time)) last = time;
    return last;
  }
}
