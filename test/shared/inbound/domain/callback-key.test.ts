import { describe, expect, it } from "vitest";
import { callbackKeysSchema, matchesKey } from "../../../../shared/inbound/domain/callback-key.ts";

const first = "0123456789abcdef";
const second = "fedcba9876543210";

describe("callback keys", () => {
  it("match whichever of the two is given, and nothing else", () => {
    const keys = callbackKeysSchema.parse({ keys: [first, second] });
    expect(matchesKey(keys, first)).toBe(true);
    expect(matchesKey(keys, second)).toBe(true);
    for (const wrong of ["", "0", first.slice(0, -1), `${first}0`, first.toUpperCase(), first + second]) {
      expect(matchesKey(keys, wrong)).toBe(false);
    }
  });

  it("may be one string, as the template generates it", () => {
    expect(callbackKeysSchema.parse({ keys: first })).toEqual({ keys: [first] });
  });

  it.each([
    ["none", []],
    ["three", [first, second, "0000111122223333"]],
    ["a short one", ["short"]],
    ["a short string", "short"],
    ["a number", 5],
  ])("are refused when there is %s", (_what, keys) => {
    expect(callbackKeysSchema.safeParse({ keys }).success).toBe(false);
  });
});
