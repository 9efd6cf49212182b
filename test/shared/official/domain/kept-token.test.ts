import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isValid,
  keptTokenOf,
  nextReplacement,
  type Replacements,
  serving,
} from "../../../../shared/official/domain/kept-token.ts";
import { TOKEN_RULES, tokenKinds } from "../../../../shared/official/domain/token-kinds.ts";
import { NOON } from "../../../support/builders.ts";

describe("an access token", () => {
  const token = keptTokenOf("access", "t", 7200, NOON);

  it("is renewed in its last five minutes, when WeChat gives the next one, and serves until it ends", () => {
    expect(serving(token, undefined, NOON + 6_929_999)).toBeDefined();
    expect(serving(token, undefined, NOON + 6_930_000)).toBeUndefined();
    expect(isValid(token, NOON + 7_199_999)).toBe(true);
    expect(isValid(token, NOON + 7_200_000)).toBe(false);
  });

  it("that WeChat gave once more in these minutes is asked for again half a minute later at the earliest", () => {
    expect(keptTokenOf("access", "t", 200, NOON)).toEqual({
      value: "t",
      validUntil: NOON + 200_000,
      refreshAfter: NOON + 30_000,
    });
    expect(keptTokenOf("access", "t", 10, NOON).refreshAfter).toBe(NOON + 10_000);
  });

  it("does not serve the one for whom it failed", () => {
    expect(serving(token, "t", NOON)).toBeUndefined();
    expect(serving(token, "older", NOON + 7_000_000)).toBeDefined();
    expect(serving(token, "older", NOON + 7_200_000)).toBeUndefined();
    expect(serving(undefined, undefined, NOON)).toBeUndefined();
  });
});

describe("tickets and tokens of third-party platforms", () => {
  it.each([
    ["jsapi-ticket", 6_960_000],
    ["card-ticket", 6_960_000],
    ["component", 6_630_000],
    ["authorizer", 6_630_000],
  ] as const)("of the kind %s are renewed %d ms after they were given", (kind, due) => {
    const token = keptTokenOf(kind, "t", 7200, NOON);
    expect(serving(token, undefined, NOON + due - 1)).toBeDefined();
    expect(serving(token, undefined, NOON + due)).toBeUndefined();
    expect(isValid(token, NOON + 7_199_999)).toBe(true);
  });

  it.each(tokenKinds)(
    "of any kind (%s) serve for their time, and are asked for again no sooner than the margin",
    (kind) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 20_000 }), (seconds) => {
          const { refreshAfter, validUntil } = keptTokenOf(kind, "t", seconds, NOON);
          expect(validUntil).toBe(NOON + seconds * 1000);
          expect(refreshAfter).toBeLessThanOrEqual(validUntil);
          expect(refreshAfter).toBeGreaterThanOrEqual(Math.min(validUntil, NOON + TOKEN_RULES[kind].margin));
        }),
      );
    },
  );
});

describe("replacing a token before its end", () => {
  it("of an account is allowed every 30 s, 20 times by the day in China", () => {
    const { replacing } = TOKEN_RULES.access;
    const first = nextReplacement(replacing, undefined, NOON);
    expect(first).toMatchObject({ at: NOON, count: 1 });
    expect(nextReplacement(replacing, first, NOON + 29_999)).toBeUndefined();
    expect(nextReplacement(replacing, first, NOON + 30_000)).toMatchObject({ count: 2, day: first?.day });
    const last = { at: NOON, day: first?.day ?? "", count: 20 };
    expect(nextReplacement(replacing, last, NOON + 60_000)).toBeUndefined();
    expect(nextReplacement(replacing, last, NOON + 86_400_000)).toMatchObject({ count: 1 });
  });

  it.each(tokenKinds)("of any kind (%s) never exceeds the limits of the kind", (kind) => {
    const { replacing } = TOKEN_RULES[kind];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 300 }), (pauses) => {
        const done: Replacements[] = [];
        let now = NOON;
        for (const pause of pauses) {
          now += pause;
          const next = nextReplacement(replacing, done.at(-1), now);
          if (next) done.push(next);
        }
        const gaps = done.slice(1).map(({ at }, index) => at - (done[index]?.at ?? 0));
        expect(gaps.every((gap) => gap >= replacing.pause)).toBe(true);
        const days = Map.groupBy(done, ({ day }) => day);
        for (const [, ofDay] of days) expect(ofDay.length).toBeLessThanOrEqual(replacing.aDay);
      }),
    );
  });
});
