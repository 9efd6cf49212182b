import { type CronFields, parseCron, type SpecialDay } from "./cron-fields.ts";
import type { TimeZone } from "./time-zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * When a cron expression runs next after an instant (epoch ms), by the wall clock of a zone; undefined when it never does
 * again. Readings that the clock leaves out are skipped, and of a reading that comes twice the first counts, as in
 * EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 * @throws AppError invalid-input for an expression that is not valid
 */
export function cronTiming(inner: string, zone: TimeZone): (after: number) => number | undefined {
  const fields = parseCron(inner);
  return (after) => {
    for (const reading of readingsFrom(fields, zone.readingAt(after))) {
      const instant = zone.firstInstantOf(reading);
      if (instant !== undefined && instant > after) return instant;
    }
    return undefined;
  };
}

/** The readings of the wall clock that the fields ask for, from one on, in order. */
function* readingsFrom(fields: CronFields, from: number): Generator<number> {
  for (const day of daysFrom(fields, from)) {
    for (const hour of fields.hours) {
      const start = day + hour * HOUR_MS;
      if (start + HOUR_MS <= from) continue;
      for (const minute of fields.minutes) {
        const reading = start + minute * MINUTE_MS;
        if (reading >= from) yield reading;
      }
    }
  }
}

/** The starts of the days that the fields ask for, from the day of a reading on. */
function* daysFrom(fields: CronFields, from: number): Generator<number> {
  for (const year of fields.years) {
    for (const month of fields.months) {
      if (Date.UTC(year, month, 1) <= from) continue;
      for (const day of daysOf(fields, year, month)) {
        const start = Date.UTC(year, month - 1, day);
        if (start + DAY_MS > from) yield start;
      }
    }
  }
}

function daysOf({ daysOfMonth, daysOfWeek }: CronFields, year: number, month: number): readonly number[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const weekdayOf = (day: number) => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  const special = [...(daysOfMonth?.special ?? []), ...(daysOfWeek?.special ?? [])].map((one) =>
    specialDay(one, length, weekdayOf),
  );
  return Array.from({ length }, (_, at) => at + 1).filter(
    (day) => daysOfMonth?.values.includes(day) || daysOfWeek?.values.includes(weekdayOf(day)) || special.includes(day),
  );
}

/** The day of a month of `length` days; undefined where the month has no such day. */
function specialDay(special: SpecialDay, length: number, weekdayOf: (day: number) => number): number | undefined {
  switch (special.kind) {
    case "last-day":
      return length;
    case "last-weekday":
      return nearestWeekday(length, length, weekdayOf);
    case "nearest-weekday":
      return special.day > length ? undefined : nearestWeekday(special.day, length, weekdayOf);
    case "last":
      return length - ((weekdayOf(length) - special.day + 7) % 7);
    case "nth": {
      const day = 1 + ((special.day - weekdayOf(1) + 7) % 7) + (special.nth - 1) * 7;
      return day > length ? undefined : day;
    }
    default:
      return special satisfies never;
  }
}

/** Monday to Friday, and in the same month. */
function nearestWeekday(day: number, length: number, weekdayOf: (day: number) => number): number {
  const weekday = weekdayOf(day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === length ? day - 2 : day + 1;
  return day;
}
