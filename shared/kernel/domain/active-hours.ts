import * as z from "zod";

/** A time of day, `HH:MM`; the end of a day is `24:00`. */
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, "a time of day such as 09:00 is needed");

export const activeHoursSchema = z.strictObject({
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, "a time zone of the IANA database is needed, such as Asia/Shanghai")
    .default("Asia/Shanghai"),
  /** Any of these. One whose end is not after its begin ends on the next day. */
  windows: z
    .array(
      z
        .strictObject({
          /** On which days it begins: 1 Monday to 7 Sunday; every day where left out. */
          days: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
          from: timeOfDay,
          to: timeOfDay,
        })
        .refine(({ from }) => from !== "24:00", { path: ["from"], message: "a window begins before the day's end" })
        .refine(({ from, to }) => from !== to, { path: ["to"], message: "a window has a length" }),
    )
    .min(1)
    .max(50),
});

export type ActiveHours = z.infer<typeof activeHoursSchema>;

/** Whether a moment (epoch ms) is within the hours; begins are in them, ends are not. */
export function isActive({ timeZone, windows }: ActiveHours, at: number): boolean {
  const { day, minute } = localTime(timeZone, at);
  const dayBefore = day === 1 ? 7 : day - 1;
  return windows.some(({ days, from, to }) => {
    const on = (wanted: number) => days === undefined || days.includes(wanted);
    const [begin, end] = [minutesOf(from), minutesOf(to)];
    if (begin < end) return on(day) && minute >= begin && minute < end;
    return (on(day) && minute >= begin) || (on(dayBefore) && minute < end);
  });
}

export type LocalTime = {
  /** `2026-03-10`. */
  readonly date: string;
  /** `12:00`. */
  readonly time: string;
  /** 1 Monday to 7 Sunday. */
  readonly day: number;
  /** Since midnight. */
  readonly minute: number;
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a time zone show at a moment (epoch ms). */
export function localTime(timeZone: string, at: number): LocalTime {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const date = `${part("year")}-${part("month")}-${part("day")}`;
  const time = `${part("hour")}:${part("minute")}`;
  return { date, time, day: new Date(`${date}T00:00:00Z`).getUTCDay() || 7, minute: minutesOf(time) };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
