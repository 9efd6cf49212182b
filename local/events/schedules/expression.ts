import { Cron } from "croner";

class InvalidSchedule extends Error {
  override name = "InvalidSchedule";
}

type Next = (after: Date) => Date | undefined;
const cache = new Map<string, Next>();

/**
 * When a schedule runs next after `after`, in UTC; undefined when it never does again. Rates run at whole multiples of
 * their period since 1970, so that a restart does not move them. Throws `InvalidSchedule`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function nextRun(expression: string, after: Date): Date | undefined {
  let next = cache.get(expression);
  if (!next) {
    next = compile(expression);
    cache.set(expression, next);
  }
  return next(after);
}

function compile(expression: string): Next {
  const [, kind, inner = ""] = /^(rate|cron)\(([^()]*)\)$/.exec(expression) ?? [];
  if (kind === "rate") return rate(inner);
  if (kind === "cron") return cron(inner);
  throw new InvalidSchedule(`${expression} is neither rate(…) nor cron(…)`);
}

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** AWS wants the singular for 1 and the plural for the rest. */
function rate(inner: string): Next {
  const [, value = "", unit = "", plural = ""] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const minutes = MINUTES[unit];
  if (minutes === undefined || (value === "1") !== (plural === "")) {
    throw new InvalidSchedule(`rate(${inner}): a number and minute(s), hour(s) or day(s)`);
  }
  const period = Number(value) * minutes * 60_000;
  return (after) => new Date((Math.floor(after.getTime() / period) + 1) * period);
}

type Field = { name: string; min: number; max: number; names?: readonly string[]; special?: RegExp };
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const FIELDS: readonly Field[] = [
  { name: "minutes", min: 0, max: 59 },
  { name: "hours", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31, special: /^(?:L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: "month", min: 1, max: 12, names: MONTHS },
  { name: "day of week", min: 1, max: 7, names: DAYS, special: /^(?:L|[1-7]L|[1-7]#[1-5])$/ },
  { name: "year", min: 1970, max: 2199 },
];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

function cron(inner: string): Next {
  const given = inner.trim().split(/\s+/);
  if (given.length !== FIELDS.length) throw new InvalidSchedule(`cron(${inner}): six fields, not ${given.length}`);
  if ((given[DAY_OF_MONTH] === "?") === (given[DAY_OF_WEEK] === "?")) {
    throw new InvalidSchedule(`cron(${inner}): one of day of month and day of week must be ?`);
  }
  const fields = FIELDS.map((field, index) => translate(field, given[index] ?? "", index));
  try {
    const job = new Cron(["0", ...fields].join(" "), {
      mode: "7-part",
      timezone: "UTC",
      alternativeWeekdays: true,
      paused: true,
    });
    return (after) => job.nextRun(after) ?? undefined;
  } catch (error) {
    throw new InvalidSchedule(`cron(${inner}): ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One field in croner's words, whose own checks are laxer than AWS's. */
function translate(field: Field, text: string, index: number): string {
  if (text === "?" && (index === DAY_OF_MONTH || index === DAY_OF_WEEK)) return "*";
  return text
    .toUpperCase()
    .split(",")
    .map((part) => translatePart(field, part, index))
    .join(",");
}

function translatePart(field: Field, part: string, index: number): string {
  const numbered = (field.names ?? []).reduce(
    (text, name, at) => text.replace(new RegExp(`\\b${name}`), String(at + field.min)),
    part,
  );
  if (field.special?.test(numbered)) {
    if (index !== DAY_OF_WEEK) return numbered;
    return numbered === "L" ? "7" : numbered.replace(/^([1-7])L$/, "$1#L");
  }
  const [, from = "", to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(numbered) ?? [];
  const bounds = [from === "*" ? field.min : Number(from), to === undefined ? field.max : Number(to)] as const;
  const isInRange = bounds.every((bound) => bound >= field.min && bound <= field.max) && bounds[0] <= bounds[1];
  if (from === "" || !isInRange || (from === "*" && to !== undefined) || (step !== undefined && Number(step) < 1)) {
    throw new InvalidSchedule(`cron: ${part} is no ${field.name}`);
  }
  if (step === undefined) return numbered;
  if (Number(step) > field.max - field.min) return String(bounds[0]);
  return `${bounds[0]}-${bounds[1]}/${step}`;
}
