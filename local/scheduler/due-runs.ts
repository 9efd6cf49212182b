import { type Schedule, timingOfSchedule } from "./schedule.ts";
import type { NextRun, ScheduleStore } from "./store.ts";

/** A run that has fallen due. */
export type DueRun = { readonly schedule: Schedule; readonly next: NextRun };

/** Of the runs that one move of the clock made due, a schedule makes the newest this many: a day of minutes. */
const MAX_RUNS_AT_ONCE = 1440;
const MINUTE_MS = 60_000;

/** The first run after `after` (epoch ms), somewhere in its flexible window; `random`: 0 up to 1. */
export function nextRunOf(schedule: Schedule, after: number, random: () => number): NextRun | undefined {
  const time = timingOfSchedule(schedule)(after);
  if (time === undefined) return undefined;
  const { FlexibleTimeWindow: window } = schedule;
  const width = window.Mode === "OFF" ? 0 : window.MaximumWindowInMinutes * MINUTE_MS;
  return { time, due: time + Math.floor(random() * width) };
}

/**
 * The runs that are due at `now`, oldest first. The schedules move on, and go where that was their last run and they say
 * so. `missed`: they fell due while nothing was running; then the newest run of each schedule comes late, unless it is
 * older than the schedule's `MaximumEventAgeInSeconds`, and the others are skipped.
 */
export function takeDueRuns(
  store: ScheduleStore,
  { now, random, missed }: { now: number; random: () => number; missed: boolean },
): DueRun[] {
  const taken = store.due(now).flatMap(({ schedule, next: first }) => {
    const due: DueRun[] = [];
    let next = first;
    while (next && next.due <= now) {
      due.push({ schedule, next });
      if (due.length > 2 * MAX_RUNS_AT_ONCE) due.splice(0, MAX_RUNS_AT_ONCE);
      next = nextRunOf(schedule, next.time, random);
    }
    if (next === undefined && schedule.ActionAfterCompletion === "DELETE") {
      store.remove(schedule.GroupName, schedule.Name);
    } else store.put(schedule, next);
    if (!missed) return due.slice(-MAX_RUNS_AT_ONCE);
    const maxAgeMs = schedule.Target.RetryPolicy.MaximumEventAgeInSeconds * 1000;
    return due.slice(-1).filter((run) => now - run.next.time <= maxAgeMs);
  });
  return taken.sort((a, b) => a.next.due - b.next.due);
}
