import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExpired, keyPart, numberOf, sortable, textOf } from "../../../../shared/platform/dynamodb/attributes.ts";
import { NOON } from "../../../support/builders.ts";

describe("parts of keys", () => {
  it("of different values are different, hold no separator and fit into a key", () => {
    const value = fc.oneof(fc.string(), fc.constantFrom("a#b", "a%23b", "%", "%25", "#", "你".repeat(500)));
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(keyPart(one) === keyPart(other)).toBe(one === other);
        expect(keyPart(one)).not.toContain("#");
        expect(Buffer.byteLength(keyPart(one))).toBeLessThanOrEqual(1200);
      }),
    );
  });

  it("sort as their numbers do", () => {
    const number = fc.nat();
    fc.assert(fc.property(number, number, (a, b) => sortable(a) < sortable(b) === a < b));
    expect([-5, 1.7, Number.MAX_SAFE_INTEGER].map(sortable)).toEqual([
      "000000000000000",
      "000000000000001",
      "999999999999999",
    ]);
  });
});

describe("attributes", () => {
  it("of another type, or missing, are named in the error", () => {
    const item = { pk: { S: "p" }, sk: { S: "s" }, a: { N: "1" }, b: { S: "x" } };
    const unreadable = (name: string) =>
      expect.objectContaining({
        code: "internal",
        message: expect.stringContaining(name),
        details: { pk: "p", sk: "s" },
      });
    expect(() => textOf(item, "a")).toThrow(unreadable("a"));
    expect(() => numberOf(item, "b")).toThrow(unreadable("b"));
    expect(() => numberOf({}, "c")).toThrow(/not readable: c/);
    expect([textOf(item, "b"), numberOf(item, "a")]).toEqual(["x", 1]);
  });

  it("tell an item that is expired though it is still there", () => {
    const until = (ms: number) => ({ expiresAt: { N: String(Math.floor(ms / 1000)) } });
    expect(isExpired(until(NOON), NOON)).toBe(true);
    expect(isExpired(until(NOON + 1000), NOON)).toBe(false);
    expect(isExpired({}, NOON)).toBe(false);
  });
});
