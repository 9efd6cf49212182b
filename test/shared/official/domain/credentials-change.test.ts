import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keysInForce } from "../../../../shared/official/domain/credentials.ts";
import { changedKeys, KEEP_OLD_FOR, keysOfComponent } from "../../../../shared/official/domain/credentials-change.ts";
import type { KeptKeys } from "../../../../shared/official/domain/kept-credentials.ts";
import { NOON } from "../../../support/builders.ts";

const APP = "wx_a";
const first = changedKeys(APP, undefined, { token: "one", encodingAesKey: "k1", mode: "safe" }, NOON);
const tokensAt = (kept: KeptKeys, at: number) => keysInForce(kept.keys, at).map(({ token }) => token);

describe("a change of an account's callback keys", () => {
  it("begins with one key, in the account's own name", () => {
    expect(first).toEqual({
      mode: "safe",
      recipient: APP,
      replyMode: "customer-service",
      keys: [{ token: "one", encodingAesKey: "k1", setAt: NOON }],
    });
  });

  it.each([
    [{ mode: "safe", encodingAesKey: "k" }, "token"],
    [{ token: "one", encodingAesKey: "k" }, "mode"],
    [{ token: "one", mode: "safe" }, "encodingAesKey"],
    [{ token: "one", mode: "compatible" }, "encodingAesKey"],
  ] as const)("says what is missing at the beginning: %j", (change, path) => {
    const issues = [{ path, message: expect.any(String) }];
    expect(() => changedKeys(APP, undefined, change, NOON)).toThrow(
      expect.objectContaining({ code: "invalid-input", details: { issues } }),
    );
  });

  it("needs no EncodingAESKey in plain mode, and leaves what it does not name", () => {
    const plain = changedKeys(APP, undefined, { token: "one", mode: "plain", lanes: 3, replyMode: "passive" }, NOON);
    expect(plain).toMatchObject({ mode: "plain", lanes: 3, replyMode: "passive", keys: [{ token: "one" }] });
    const next = changedKeys(APP, plain, { encodingAesKey: "k1", mode: "safe", lanes: null }, NOON + 1);
    expect(next).toMatchObject({ mode: "safe", replyMode: "passive" });
    expect(next.lanes).toBeUndefined();
    expect(next.keys.map(({ token, encodingAesKey }) => [token, encodingAesKey])).toEqual([
      ["one", "k1"],
      ["one", undefined],
    ]);
  });

  it("that gives the same key again changes nothing, and ends older keys only where it says so", () => {
    const second = changedKeys(APP, first, { token: "two" }, NOON);
    const again = { token: "two", encodingAesKey: "k1", mode: "safe" } as const;
    expect(changedKeys(APP, second, again, NOON + 5)).toEqual(second);
    expect(changedKeys(APP, second, { keepOldFor: 0 }, NOON + 5).keys).toEqual([second.keys[0]]);
    const shortened = changedKeys(APP, second, { ...again, keepOldFor: 10 }, NOON + 5);
    expect(shortened.keys[1]?.until).toBe(NOON + 10_005);
  });

  it("back to a former key makes it the newest one, and keeps the other for a while", () => {
    const second = changedKeys(APP, first, { token: "two" }, NOON);
    const back = changedKeys(APP, second, { token: "one" }, NOON + 1000);
    expect(back.keys.map(({ token, until }) => [token, until])).toEqual([
      ["one", undefined],
      ["two", NOON + 1000 + KEEP_OLD_FOR * 1000],
    ]);
  });

  it("to a third-party platform takes the account's own keys away, and back takes new ones", () => {
    const platform = keysOfComponent("wx_platform", { ...first, lanes: 2 }, { replyMode: "both" });
    expect(platform).toEqual({ mode: "safe", recipient: "wx_platform", keys: [], lanes: 2, replyMode: "both" });
    expect(() => changedKeys(APP, platform, { token: "two" }, NOON)).toThrow("mode: is needed");
    const own = changedKeys(APP, platform, { token: "two", encodingAesKey: "k2", mode: "safe" }, NOON);
    expect(own).toMatchObject({ recipient: APP, lanes: 2, replyMode: "both", keys: [{ token: "two" }] });
  });

  it("accepts the new key from the change on, and each old one until its time and not after, however keys follow", () => {
    const step = fc.record({
      token: fc.constantFrom("t1", "t2", "t3", "t4", "t5", "t6"),
      keepOldFor: fc.option(fc.integer({ min: 0, max: 3600 }), { nil: undefined }),
      wait: fc.integer({ min: 0, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(8_000_000)), (steps, moments) => {
        let kept: KeptKeys = first;
        let now = NOON;
        /** When each key was replaced last, and until when it is accepted by what operators said since. */
        const until = new Map<string, number>();
        let newest = "one";
        for (const { token, keepOldFor, wait } of steps) {
          now += wait;
          kept = changedKeys(APP, kept, { token, ...(keepOldFor === undefined ? {} : { keepOldFor }) }, now);
          if (token !== newest || keepOldFor !== undefined) {
            const ends = now + (keepOldFor ?? KEEP_OLD_FOR) * 1000;
            if (token !== newest) until.set(newest, Math.min(ends, Number.POSITIVE_INFINITY));
            for (const [old, end] of until) until.set(old, Math.min(end, ends));
          }
          until.delete(token);
          newest = token;
          for (const [old, end] of until) if (end <= now) until.delete(old);
        }
        for (const moment of [0, ...moments, ...[...until.values()].flatMap((end) => [end - now - 1, end - now])]) {
          const at = now + Math.max(0, moment);
          const accepted = tokensAt(kept, at);
          expect(accepted[0]).toBe(newest);
          const allowed = [...until].filter(([, end]) => at < end).map(([old]) => old);
          // At most three old ones: of more, those that were replaced last.
          if (allowed.length <= 3) expect(new Set(accepted.slice(1))).toEqual(new Set(allowed));
          else expect(accepted.slice(1).every((old) => allowed.includes(old))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
