import { describe, expect, it } from "vitest";
import { accessTokenOf, isValid, nextForce, serving } from "../../../../shared/official/domain/access-token.ts";
import { NOON } from "../../../support/builders.ts";

describe("an access token", () => {
  const token = accessTokenOf("t", 7200, NOON);

  it("is renewed in its last five minutes, when WeChat gives the next one, and serves until it ends", () => {
    expect(serving(token, undefined, NOON + 6_929_999)).toBeDefined();
    expect(serving(token, undefined, NOON + 6_930_000)).toBeUndefined();
    expect(isValid(token, NOON + 7_199_999)).toBe(true);
    expect(isValid(token, NOON + 7_200_000)).toBe(false);
  });

  it("that WeChat gave once more in these minutes is asked for again half a minute later at the earliest", () => {
    expect(accessTokenOf("t", 200, NOON)).toEqual({
      value: "t",
      validUntil: NOON + 200_000,
      refreshAfter: NOON + 30_000,
    });
    expect(accessTokenOf("t", 10, NOON).refreshAfter).toBe(NOON + 10_000);
  });

  it("does not serve the one for whom it failed", () => {
    expect(serving(token, "t", NOON)).toBeUndefined();
    expect(serving(token, "older", NOON + 7_000_000)).toBeDefined();
    expect(serving(token, "older", NOON + 7_200_000)).toBeUndefined();
    expect(serving(undefined, undefined, NOON)).toBeUndefined();
  });
});

describe("forcing", () => {
  it("is allowed every 30 s, 20 times by the day in China", () => {
    const first = nextForce(undefined, NOON);
    expect(first).toMatchObject({ at: NOON, count: 1 });
    expect(nextForce(first, NOON + 29_999)).toBeUndefined();
    expect(nextForce(first, NOON + 30_000)).toMatchObject({ count: 2, day: first?.day });
    const last = { at: NOON, day: first?.day ?? "", count: 20 };
    expect(nextForce(last, NOON + 60_000)).toBeUndefined();
    expect(nextForce(last, NOON + 86_400_000)).toMatchObject({ count: 1 });
  });
});
