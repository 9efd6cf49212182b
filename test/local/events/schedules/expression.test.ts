import fc from "fast-check";
import { expect, it } from "vitest";
import { nextRun } from "../../../../local/events/schedules/expression.ts";

/** A Wednesday. */
const AFTER = new Date("2026-07-15T10:07:30Z");

it.each([
  ["rate(1 minute)", "2026-07-15T10:08:00Z"],
  ["rate(5 minutes)", "2026-07-15T10:10:00Z"],
  ["rate(1 hour)", "2026-07-15T11:00:00Z"],
  ["rate(2 days)", "2026-07-16T00:00:00Z"],
  ["cron(0 12 * * ? *)", "2026-07-15T12:00:00Z"],
  ["cron(15 10 ? * * *)", "2026-07-15T10:15:00Z"],
  ["cron(0/15 * * * ? *)", "2026-07-15T10:15:00Z"],
  ["cron(5/20 * * * ? *)", "2026-07-15T10:25:00Z"],
  ["cron(*/10 * * * ? *)", "2026-07-15T10:10:00Z"],
  ["cron(0 8 1 * ? *)", "2026-08-01T08:00:00Z"],
  ["cron(0 18 ? * MON-FRI *)", "2026-07-15T18:00:00Z"],
  ["cron(0 9 ? * 2 *)", "2026-07-20T09:00:00Z"],
  ["cron(0 9 ? * SUN *)", "2026-07-19T09:00:00Z"],
  ["cron(0 9 ? * 1 *)", "2026-07-19T09:00:00Z"],
  ["cron(0 9 ? * 7 *)", "2026-07-18T09:00:00Z"],
  ["cron(0 9 ? * 6L *)", "2026-07-31T09:00:00Z"],
  ["cron(0 9 ? * FRIL *)", "2026-07-31T09:00:00Z"],
  ["cron(0 9 ? * L *)", "2026-07-18T09:00:00Z"],
  ["cron(0 9 ? * 3#1 *)", "2026-08-04T09:00:00Z"],
  ["cron(0 9 ? * TUE#3 *)", "2026-07-21T09:00:00Z"],
  ["cron(0 9 L * ? *)", "2026-07-31T09:00:00Z"],
  ["cron(0 9 15W * ? *)", "2026-08-14T09:00:00Z"],
  ["cron(0 9 ? JAN,dec * *)", "2026-12-01T09:00:00Z"],
  ["cron(0 9 1 1 ? 2028)", "2028-01-01T09:00:00Z"],
  ["cron(0 9 29 2 ? *)", "2028-02-29T09:00:00Z"],
  ["cron(0 0/6 * * ? *)", "2026-07-15T12:00:00Z"],
  ["cron(59 23 31 12 ? 2199)", "2199-12-31T23:59:00Z"],
  ["cron(0-10/5,30 * * * ? *)", "2026-07-15T10:10:00Z"],
])("%s runs next at %s", (expression, expected) => {
  expect(nextRun(expression, expression.includes("15W") ? new Date("2026-08-10T00:00:00Z") : AFTER)).toEqual(
    new Date(expected),
  );
});

it("has no next run after its last year", () => {
  expect(nextRun("cron(0 9 1 1 ? 2020)", AFTER)).toBeUndefined();
});

it.each([
  "rate(0 minutes)",
  "rate(1 minutes)",
  "rate(5 minute)",
  "rate(5 seconds)",
  "rate(1.5 hours)",
  "cron(0 9 * * * *)",
  "cron(0 9 ? * ? *)",
  "cron(0 9 1 * MON *)",
  "cron(0 9 ? * 8 *)",
  "cron(0 9 ? * 0 *)",
  "cron(60 9 * * ? *)",
  "cron(0 24 * * ? *)",
  "cron(0 9 32 * ? *)",
  "cron(0 9 * 13 ? *)",
  "cron(0 9 * * ? 1969)",
  "cron(0 9 * * ?)",
  "cron(0 0 9 * * ? *)",
  "cron(5-1 9 * * ? *)",
  "cron(0/0 9 * * ? *)",
  "cron(? 9 * * ? *)",
  "cron(0 9 ? * MON#6 *)",
  "at(2026-01-01T00:00:00)",
  "0 9 * * *",
  "",
])("%s is refused", (expression) => {
  expect(() => nextRun(expression, AFTER)).toThrow();
});

it("always runs later than it was asked for, on a whole minute", () => {
  const expressions = fc.constantFrom(
    "rate(7 minutes)",
    "cron(0/15 * * * ? *)",
    "cron(3 4 ? * MON-FRI *)",
    "rate(3 days)",
  );
  fc.assert(
    fc.property(
      expressions,
      fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
      (text, after) => {
        const next = nextRun(text, after);
        expect(next?.getTime()).toBeGreaterThan(after.getTime());
        expect((next?.getTime() ?? 1) % 60_000).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});
