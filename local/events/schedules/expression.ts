import { type Timing, timingOf } from "../../../shared/schedules/domain/timing.ts";

class InvalidSchedule extends Error {
  override name = "InvalidSchedule";
}

const cache = new Map<string, Timing>();

/**
 * When the schedule of a rule runs next after `after`, in UTC; undefined when it never does again. Rates run at whole
 * multiples of their period since 1970, so that a restart does not move them. Throws what is wrong with the expression.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function nextRun(expression: string, after: Date): Date | undefined {
  let timing = cache.get(expression);
  if (!timing) {
    timing = timingOf(expression);
    if (timing.kind === "at") throw new InvalidSchedule(`${expression} is neither rate(…) nor cron(…)`);
    cache.set(expression, timing);
  }
  const next = timing.next(after.getTime());
  return next === undefined ? undefined : new Date(next);
}
