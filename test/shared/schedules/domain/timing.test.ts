import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timingOf } from "../../../../shared/schedules/domain/timing.ts";

const MINUTE_MS = 60_000;

/** The first times after `after`, ISO 8601. */
function runs(expression: string, timeZone: string, after: string, count: number): string[] {
  const { next } = timingOf(expression, { timeZone });
  const found: string[] = [];
  for (let time = next(Date.parse(after)); time !== undefined && found.length < count; time = next(time)) {
    found.push(new Date(time).toISOString().replace(":00.000Z", "Z"));
  }
  return found;
}

describe("in America/New_York", () => {
  it("skips 02:30 on the day whose clocks go from 02:00 to 03:00", () => {
    expect(runs("cron(30 2 * * ? *)", "America/New_York", "2026-03-07T00:00:00Z", 3)).toEqual([
      "2026-03-07T07:30Z",
      "2026-03-09T06:30Z",
      "2026-03-10T06:30Z",
    ]);
  });

  it("runs 01:30 once on the day whose clocks go from 02:00 back to 01:00, at the first of the two", () => {
    expect(runs("cron(30 1 * * ? *)", "America/New_York", "2026-10-31T12:00:00Z", 2)).toEqual([
      "2026-11-01T05:30Z",
      "2026-11-02T06:30Z",
    ]);
  });

  it("does not repeat the quarters of the repeated hour", () => {
    expect(runs("cron(0/30 1-2 1 11 ? 2026)", "America/New_York", "2026-11-01T04:00:00Z", 9)).toEqual([
      "2026-11-01T05:00Z",
      "2026-11-01T05:30Z",
      "2026-11-01T07:00Z",
      "2026-11-01T07:30Z",
    ]);
  });

  it("goes on with the next reading when asked within the repeated hour", () => {
    expect(runs("cron(0/30 * * * ? *)", "America/New_York", "2026-11-01T06:10:00Z", 1)).toEqual(["2026-11-01T07:00Z"]);
  });

  it("never runs a one-off at a time that its clocks leave out", () => {
    expect(runs("at(2026-03-08T02:30:00)", "America/New_York", "2026-03-01T00:00:00Z", 1)).toEqual([]);
  });

  it("runs a one-off at the first of two equal readings", () => {
    expect(runs("at(2026-11-01T01:30:00)", "America/New_York", "2026-10-01T00:00:00Z", 2)).toEqual([
      "2026-11-01T05:30Z",
    ]);
  });
});

describe("in Asia/Shanghai", () => {
  it.each(["2026-03-07T00:00:00Z", "2026-10-31T00:00:00Z"])("02:30 comes every day, also after %s", (after) => {
    const found = runs("cron(30 2 * * ? *)", "Asia/Shanghai", after, 4).map((time) => Date.parse(time));
    expect(found.map((time) => time % 86_400_000)).toEqual(Array(4).fill(18.5 * 3_600_000));
    expect(new Set(found).size).toBe(4);
  });

  it("had clock changes of its own in 1991", () => {
    expect(runs("cron(30 1-3 14 4 ? 1991)", "Asia/Shanghai", "1991-04-01T00:00:00Z", 9)).toHaveLength(2);
    expect(runs("cron(30 1 15 9 ? 1991)", "Asia/Shanghai", "1991-09-01T00:00:00Z", 9)).toEqual(["1991-09-14T16:30Z"]);
  });
});

it("knows a zone whose clocks change by half an hour", () => {
  expect(runs("cron(15 2 4 10 ? 2026)", "Australia/Lord_Howe", "2026-10-01T00:00:00Z", 1)).toEqual([]);
  expect(runs("cron(45 2 4 10 ? 2026)", "Australia/Lord_Howe", "2026-10-01T00:00:00Z", 1)).toEqual([
    "2026-10-03T15:45Z",
  ]);
});

it("runs a rate from its start on, by elapsed time", () => {
  const start = Date.parse("2026-03-07T07:00:30Z");
  const { next } = timingOf("rate(1 day)", { timeZone: "America/New_York", start });
  expect([next(0), next(start - 1), next(start), next(start + 1)]).toEqual([
    start,
    start,
    start + 86_400_000,
    start + 86_400_000,
  ]);
});

it("runs a one-off once", () => {
  expect(runs("at(2026-12-24T18:00:05)", "Asia/Shanghai", "2026-12-24T10:00:00Z", 2)).toEqual([
    "2026-12-24T10:00:05.000Z",
  ]);
});

it.each([
  ["at(2026-02-29T00:00:00)", "UTC", /a date and time/],
  ["at(2026-12-24T18:00)", "UTC", /a date and time/],
  ["at(2026-12-24T24:00:00)", "UTC", /a date and time/],
  ["every(5 minutes)", "UTC", /neither at/],
  ["", "UTC", /an empty expression/],
  ["rate(1 hours)", "UTC", /rate\(1 hours\)/],
  ["cron(0 9 * * ? *)", "Asia/Nowhere", /Asia\/Nowhere is no time zone/],
  ["cron(0 9 * * ? *)", "+08:00", /\+08:00 is no time zone/],
  ["cron(0 25 * * ? *)", "UTC", /25 is no hours \(0 to 23\)/],
  ["cron(0 9 ? * MON-XYZ *)", "UTC", /2-XYZ is no day of week/],
  ["cron(0 9 , * ? *)", "UTC", /nothing is no day of month/],
])("%s in %s is refused in words", (expression, timeZone, words) => {
  expect(() => timingOf(expression, { timeZone })).toThrow(words);
});

describe("agrees", () => {
  const minute = fc.constantFrom("0", "30", "0/15", "*/20", "5,45", "59");
  const hour = fc.constantFrom("*", "0", "1", "2", "1-3", "23", "0/6");
  const days = fc.constantFrom("* * ?", "1,15 * ?", "? * 1", "? * MON-FRI", "? * SUN,3", "8 3 ?", "1 11 ?");
  const zones = fc.constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC");
  /** Around both changes in New York, and around those of Lord Howe. */
  const around = fc.constantFrom("2026-03-08T06:00Z", "2026-11-01T05:00Z", "2026-04-04T14:00Z", "2026-10-03T14:00Z");
  const offset = fc.integer({ min: -2000, max: 400 });

  it("with a walk over every minute that keeps the readings it has seen", () => {
    fc.assert(
      fc.property(minute, hour, days, zones, around, offset, (minutes, hours, daysIn, timeZone, at, minutesOff) => {
        const expression = `cron(${minutes} ${hours} ${daysIn} *)`;
        const after = Date.parse(at) + minutesOff * MINUTE_MS;
        const end = after + 2 * 1440 * MINUTE_MS;
        const { next } = timingOf(expression, { timeZone });
        const found: number[] = [];
        for (let time = next(after); time !== undefined && time <= end; time = next(time)) found.push(time);
        expect(found).toEqual(walked(`${minutes} ${hours} ${daysIn}`, timeZone, after, end));
      }),
      { numRuns: 60 },
    );
  });

  it("with croner in UTC, over days of months and weeks", () => {
    const day = fc.constantFrom("L * ?", "LW * ?", "15W * ?", "1W * ?", "? * 6L", "? * 3#1", "? * TUE#5", "29 2 ?");
    fc.assert(
      fc.property(
        minute,
        hour,
        day,
        fc.date({ min: new Date("1999-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }),
        (minutes, hours, daysIn, after) => {
          const next = timingOf(`cron(${minutes} ${hours} ${daysIn} *)`).next(after.getTime());
          const [dom = "", month = "", dow = ""] = daysIn
            .replaceAll("?", "*")
            .replace(/([1-7])L/, "$1#L")
            .split(" ");
          const reference = new Cron(
            `0 ${minutes.replace("0/", "*/")} ${hours.replace("0/", "*/")} ${dom} ${month} ${dow} *`,
            {
              mode: "7-part",
              timezone: "UTC",
              alternativeWeekdays: true,
              paused: true,
            },
          );
          expect(next).toBe(reference.nextRun(after)?.getTime());
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** What runs within (after, end]: each minute is looked at, and a reading that was seen before is not run again. */
function walked(fields: string, timeZone: string, after: number, end: number): number[] {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const matching = new Cron(`0 ${fields.replaceAll("?", "*").replaceAll("0/", "*/")} *`, {
    mode: "7-part",
    timezone: "UTC",
    alternativeWeekdays: true,
    paused: true,
  });
  const seen = new Set<string>();
  const found: number[] = [];
  const first = Math.floor(after / MINUTE_MS) * MINUTE_MS - 180 * MINUTE_MS;
  for (let time = first; time <= end; time += MINUTE_MS) {
    const reading = format.format(time);
    const isNew = !seen.has(reading);
    seen.add(reading);
    if (isNew && time > after && matching.match(new Date(`${reading.replace(" ", "T")}:00Z`))) found.push(time);
  }
  return found;
}
