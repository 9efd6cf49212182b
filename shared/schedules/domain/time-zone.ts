import { AppError } from "../../kernel/domain/errors.ts";

/** Reads wall clocks of one time zone. A reading is given as the epoch milliseconds at which a clock in UTC shows it. */
export type TimeZone = {
  /** What the wall clock shows at an instant, to the second. */
  readingAt(instant: number): number;
  /** The first instant at which the wall clock shows a reading; undefined where clocks were put forward over it. */
  firstInstantOf(reading: number): number | undefined;
};

const known = new Map<string, TimeZone>();
const DAY_MS = 86_400_000;
/** `+08:00` is no zone of the IANA database, though Intl takes it. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** The zone of an IANA name, e.g. `Asia/Shanghai`. @throws AppError invalid-input for another name */
export function timeZoneOf(name: string): TimeZone {
  let zone = known.get(name);
  if (!zone) {
    zone = createZone(name);
    known.set(name, zone);
  }
  return zone;
}

function createZone(name: string): TimeZone {
  if (name === "UTC") return { readingAt: wholeSeconds, firstInstantOf: (reading) => reading };
  const format = formatOf(name);
  const readingAt = (instant: number) => readingOf(format.formatToParts(instant));
  return {
    readingAt,
    firstInstantOf(reading) {
      // A zone that changes its clocks keeps each offset for longer than two days.
      const offsets = [reading - DAY_MS, reading + DAY_MS].map((instant) => readingAt(instant) - wholeSeconds(instant));
      const instants = offsets.map((offset) => reading - offset).filter((instant) => readingAt(instant) === reading);
      return instants.length === 0 ? undefined : Math.min(...instants);
    },
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  const unknown = () => new AppError("invalid-input", `${name} is no time zone, as Asia/Shanghai is one`);
  if (!NAME.test(name)) throw unknown();
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) throw unknown();
    throw error;
  }
}

function readingOf(parts: readonly Intl.DateTimeFormatPart[]): number {
  const value = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(value("year"), value("month") - 1, value("day"), value("hour"), value("minute"), value("second"));
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
