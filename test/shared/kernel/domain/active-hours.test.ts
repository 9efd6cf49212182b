import { describe, expect, it } from "vitest";
import {
  type ActiveHours,
  activeHoursSchema,
  isActive,
  localTime,
} from "../../../../shared/kernel/domain/active-hours.ts";

const hours = (input: object): ActiveHours => activeHoursSchema.parse(input);
// 2026-03-10 is a Tuesday.
const at = (time: string, zone = "+08:00") => Date.parse(`2026-03-10T${time}:00${zone}`);
const DAY = 86_400_000;

describe("active hours", () => {
  it("begin with the minute and end before it", () => {
    const office = hours({ windows: [{ from: "09:00", to: "18:00" }] });
    expect(["08:59", "09:00", "17:59", "18:00"].map((time) => isActive(office, at(time)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("may be over midnight, and then belong to the day on which they begin", () => {
    const night = hours({ windows: [{ days: [2], from: "22:00", to: "06:00" }] });
    expect(isActive(night, at("23:00"))).toBe(true);
    expect(isActive(night, at("05:59") + DAY)).toBe(true);
    expect(isActive(night, at("06:00") + DAY)).toBe(false);
    expect(isActive(night, at("05:00"))).toBe(false);
    expect(isActive(night, at("23:00") + DAY)).toBe(false);
  });

  it("of Sunday night reach into Monday", () => {
    const sunday = hours({ windows: [{ days: [7], from: "22:00", to: "02:00" }] });
    expect(isActive(sunday, at("01:00") - DAY)).toBe(true);
    expect(isActive(sunday, at("01:00"))).toBe(false);
  });

  it("may have several windows, and a day without an end", () => {
    const both = hours({
      windows: [
        { from: "00:00", to: "24:00", days: [1, 2] },
        { from: "12:00", to: "13:00" },
      ],
    });
    expect(isActive(both, at("23:59"))).toBe(true);
    expect(isActive(both, at("12:30") + DAY)).toBe(true);
    expect(isActive(both, at("11:30") + DAY)).toBe(false);
  });

  it("go by the clocks of their time zone, daylight saving included", () => {
    const morning = { from: "09:00", to: "10:00" };
    expect(isActive(hours({ timeZone: "Asia/Tokyo", windows: [morning] }), at("08:30"))).toBe(true);
    const berlin = hours({ timeZone: "Europe/Berlin", windows: [morning] });
    expect(isActive(berlin, Date.parse("2026-01-10T08:30:00Z"))).toBe(true);
    expect(isActive(berlin, Date.parse("2026-07-10T07:30:00Z"))).toBe(true);
    expect(isActive(berlin, Date.parse("2026-07-10T08:30:00Z"))).toBe(false);
  });

  it("know midnight as 00:00", () => {
    expect(localTime("Asia/Shanghai", at("00:00"))).toEqual({ date: "2026-03-10", time: "00:00", day: 2, minute: 0 });
  });
});
