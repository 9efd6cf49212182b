import { AppError } from "../../kernel/domain/errors.ts";

/** The days of a month that a field asks for, apart from plain numbers. */
export type SpecialDay =
  | { readonly kind: "last-day" }
  | { readonly kind: "last-weekday" }
  | { readonly kind: "nearest-weekday"; readonly day: number }
  /** `day`: 1 (Sunday) to 7; `nth`: 1 to 5. */
  | { readonly kind: "nth"; readonly day: number; readonly nth: number }
  | { readonly kind: "last"; readonly day: number };

export type CronField = { readonly values: readonly number[]; readonly special: readonly SpecialDay[] };

/** A cron expression read: minutes and hours of the day, months of the year, years; `?` is undefined. */
export type CronFields = {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly daysOfMonth: CronField | undefined;
  readonly daysOfWeek: CronField | undefined;
};

type Kind = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  special?(text: string): SpecialDay | number | undefined;
};

const MONTH_NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const SATURDAY = 7;

const MINUTES: Kind = { name: "minutes", min: 0, max: 59 };
const HOURS: Kind = { name: "hours", min: 0, max: 23 };
const MONTHS: Kind = { name: "month", min: 1, max: 12, names: MONTH_NAMES };
const YEARS: Kind = { name: "year", min: 1970, max: 2199 };
const DAYS_OF_MONTH: Kind = {
  name: "day of month",
  min: 1,
  max: 31,
  special(text) {
    if (text === "L") return { kind: "last-day" };
    if (text === "LW") return { kind: "last-weekday" };
    const day = /^([1-9]|[12]\d|3[01])W$/.exec(text)?.[1];
    return day === undefined ? undefined : { kind: "nearest-weekday", day: Number(day) };
  },
};
const DAYS_OF_WEEK: Kind = {
  name: "day of week",
  min: 1,
  max: 7,
  names: DAY_NAMES,
  special(text) {
    if (text === "L") return SATURDAY;
    const [, day, last, nth] = /^([1-7])(?:(L)|#([1-5]))$/.exec(text) ?? [];
    if (day === undefined) return undefined;
    return last ? { kind: "last", day: Number(day) } : { kind: "nth", day: Number(day), nth: Number(nth) };
  },
};

/**
 * Reads what stands between the parentheses of AWS's `cron(minutes hours day-of-month month day-of-week year)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws AppError invalid-input, which names the part at fault
 */
export function parseCron(inner: string): CronFields {
  const given = inner.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = given;
  if (given.length !== 6 || year === undefined) throw invalid(inner, `six fields, not ${given.length}`);
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    throw invalid(inner, "one of day of month and day of week must be ?, the other not");
  }
  const read = (kind: Kind, text = "") => parseField(inner, kind, text);
  return {
    minutes: read(MINUTES, minutes).values,
    hours: read(HOURS, hours).values,
    months: read(MONTHS, month).values,
    years: read(YEARS, year).values,
    daysOfMonth: dayOfMonth === "?" ? undefined : read(DAYS_OF_MONTH, dayOfMonth),
    daysOfWeek: dayOfWeek === "?" ? undefined : read(DAYS_OF_WEEK, dayOfWeek),
  };
}

function parseField(inner: string, kind: Kind, text: string): CronField {
  const values = new Set<number>();
  const special: SpecialDay[] = [];
  for (const part of text.toUpperCase().split(",")) {
    const numbered = (kind.names ?? []).reduce(
      (now, name, at) => now.replace(new RegExp(`\\b${name}`), String(at + kind.min)),
      part,
    );
    const day = kind.special?.(numbered);
    if (typeof day === "object") special.push(day);
    else if (day !== undefined) values.add(day);
    else for (const value of range(inner, kind, numbered)) values.add(value);
  }
  return { values: [...values].sort((a, b) => a - b), special };
}

/** The values of `*`, `n`, `n-m`, and each with `/step`. */
function range(inner: string, { name, min, max }: Kind, part: string): readonly number[] {
  const [, from, to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (from === undefined || (from === "*" && to !== undefined))
    throw invalid(inner, `${part || "nothing"} is no ${name}`);
  const first = from === "*" ? min : Number(from);
  const last = to !== undefined ? Number(to) : from === "*" || step !== undefined ? max : first;
  const stride = step === undefined ? 1 : Number(step);
  if (first < min || last > max || first > last || stride < 1) {
    throw invalid(inner, `${part} is no ${name} (${min} to ${max})`);
  }
  const count = Math.floor((last - first) / stride) + 1;
  return Array.from({ length: count }, (_, at) => first + at * stride);
}

function invalid(inner: string, fault: string): AppError {
  return new AppError("invalid-input", `cron(${inner}): ${fault}`);
}
