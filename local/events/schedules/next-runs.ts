import type { DatabaseSync } from "node:sqlite";
import type { Rule } from "../rules/rule.ts";
import { nextRun } from "./expression.ts";

export type DueRun = { rule: Rule; time: number };

/** When each scheduled rule runs next; times are epoch milliseconds. */
export type NextRuns = {
  /** The runs of all rules that are due at `now`, oldest first; the rules move on to their next runs. */
  takeDue(now: number): DueRun[];
  /** Returns what undoes the moves after it, for a transaction that is not kept. */
  remember(): () => void;
  /** When the next run of any rule is due; infinity when that is never. */
  soonest(): number;
  /** A rule's next run is the first one after `now`, if it has a schedule. */
  reset(rule: Rule, now: number): void;
  /** A rule that is gone runs no more. */
  forget(rule: Rule): void;
};

/** Of the runs that one move of the clock made due, a rule makes the newest this many: a day of minutes. */
const MAX_RUNS_AT_ONCE = 1440;

/**
 * Keeps the next runs in `db`. What fell due while nothing was running at all is due once per rule at the start, so
 * that a night switched off is no flood.
 */
export function createNextRuns(db: DatabaseSync, rules: readonly Rule[], startedAt: number): NextRuns {
  db.exec(
    `CREATE TABLE IF NOT EXISTS schedules (arn TEXT PRIMARY KEY, expression TEXT NOT NULL, next INTEGER NOT NULL) STRICT;`,
  );
  const upsert = db.prepare("INSERT OR REPLACE INTO schedules VALUES (?, ?, ?)");
  const select = db.prepare("SELECT next FROM schedules WHERE arn = ? AND expression = ?");
  const remove = db.prepare("DELETE FROM schedules WHERE arn = ?");
  let next = new Map<Rule, number | undefined>();

  function move(rule: Rule, time: number | undefined): void {
    next.set(rule, time);
    if (time !== undefined) upsert.run(rule.arn, rule.schedule ?? "", time);
  }

  function takeDueOf(rule: Rule, now: number): DueRun[] {
    const due: DueRun[] = [];
    let time = next.get(rule);
    while (time !== undefined && time <= now) {
      due.push({ rule, time });
      if (due.length > 2 * MAX_RUNS_AT_ONCE) due.splice(0, MAX_RUNS_AT_ONCE);
      time = runAfter(rule, time);
    }
    if (due.length > 0) move(rule, time);
    return rule.enabled ? due.slice(-MAX_RUNS_AT_ONCE) : [];
  }

  for (const rule of rules) {
    const stored = select.get(rule.arn, rule.schedule ?? "")?.next;
    const missed = typeof stored === "number" && stored <= startedAt ? lastRun(rule, stored, startedAt) : undefined;
    move(rule, missed ?? runAfter(rule, startedAt));
  }
  return {
    takeDue: (now) => [...next.keys()].flatMap((rule) => takeDueOf(rule, now)).sort((a, b) => a.time - b.time),
    remember() {
      const kept = new Map(next);
      return () => {
        next = kept;
      };
    },
    soonest: () => Math.min(...[...next.values()].filter((time) => time !== undefined)),
    reset(rule, now) {
      if (rule.schedule !== undefined) move(rule, runAfter(rule, now));
    },
    forget(rule) {
      next.delete(rule);
      remove.run(rule.arn);
    },
  };
}

function runAfter(rule: Rule, time: number): number | undefined {
  return nextRun(rule.schedule ?? "", new Date(time))?.getTime();
}

/** The last run from `from` (itself one) up to `now`. */
function lastRun(rule: Rule, from: number, now: number): number {
  let last = from;
  for (let time: number | undefined = from; time !== undefined && time <= now; time = runAfter(rule, time)) last = time;
  return last;
}
