import { AppError } from "../../kernel/domain/errors.ts";
import { cronTiming } from "./cron.ts";
import { type TimeZone, timeZoneOf } from "./time-zone.ts";

/** When something runs. Times are epoch milliseconds. */
export type Timing = {
  readonly kind: "at" | "rate" | "cron";
  /** The first time that is later than `after`; undefined when there is no further one. */
  next(after: number): number | undefined;
};

export type TimingOptions = {
  /** IANA name of the zone whose wall clock `at` and `cron` go by; UTC unless given. A rate goes by elapsed time. */
  readonly timeZone?: string;
  /** The first time of a rate, epoch ms; 1970 unless given. */
  readonly start?: number;
};

const READERS = { at: atTiming, rate: rateTiming, cron: cronTiming } as const;

const isKind = (kind: string): kind is Timing["kind"] => Object.hasOwn(READERS, kind);

/**
 * Reads an expression of EventBridge Scheduler: `at(2026-12-24T18:00:00)`, `rate(5 minutes)` or `cron(0 9 ? * MON-FRI *)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws AppError invalid-input, which names what is wrong with the expression or the zone
 */
export function timingOf(expression: string, { timeZone = "UTC", start = 0 }: TimingOptions = {}): Timing {
  const [, kind = "", inner = ""] = /^(\w+)\(([^()]*)\)$/.exec(expression) ?? [];
  if (!isKind(kind)) {
    throw new AppError("invalid-input", `${expression || "an empty expression"} is neither at(…), rate(…) nor cron(…)`);
  }
  return { kind, next: READERS[kind](inner, timeZoneOf(timeZone), start) };
}

function atTiming(inner: string, zone: TimeZone): Timing["next"] {
  const reading = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? Date.parse(`${inner}Z`) : Number.NaN;
  if (Number.isNaN(reading) || new Date(reading).toISOString().slice(0, 19) !== inner) {
    throw new AppError("invalid-input", `at(${inner}): a date and time as 2026-12-24T18:00:00`);
  }
  const instant = zone.firstInstantOf(reading);
  return (after) => (instant !== undefined && instant > after ? instant : undefined);
}

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** AWS wants the singular for 1 and the plural for the rest. A day has 24 hours, whatever the clocks do. */
function rateTiming(inner: string, _zone: TimeZone, start: number): Timing["next"] {
  const [, value = "", unit = "", plural = ""] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const minutes = MINUTES[unit];
  if (minutes === undefined || (value === "1") !== (plural === "")) {
    throw new AppError("invalid-input", `rate(${inner}): a number and minute(s), hour(s) or day(s)`);
  }
  const period = Number(value) * minutes * 60_000;
  return (after) => (after < start ? start : start + (Math.floor((after - start) / period) + 1) * period);
}
