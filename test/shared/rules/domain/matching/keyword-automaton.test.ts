import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKeywordAutomaton } from "../../../../../shared/rules/domain/matching/keyword-automaton.ts";

function found(keywords: readonly string[], text: string): [string, number][] {
  const hits: [string, number][] = [];
  createKeywordAutomaton(keywords).search(text, (keyword, start) => hits.push([keywords[keyword] ?? "", start]));
  return hits.sort(([a], [b]) => (a < b ? -1 : 1));
}

describe("an automaton of keywords", () => {
  it("finds overlapping ones, ones within others and ones of one character, each where it is first", () => {
    expect(found(["he", "she", "his", "hers", "s"], "ushers she")).toEqual([
      ["he", 2],
      ["hers", 2],
      ["s", 1],
      ["she", 1],
    ]);
  });

  it("finds nothing without keywords, in nothing, and beyond what it knows", () => {
    expect(found([], "text")).toEqual([]);
    expect(found(["a"], "")).toEqual([]);
    expect(found(["ab"], "a")).toEqual([]);
    expect(found(["好的"], "好")).toEqual([]);
  });

  it("finds what includes finds, where indexOf finds it, text after text", () => {
    const unit = fc.constantFrom("a", "b", "c", "订", "单", "\ud83d\udc4b", "\u0000", "\uffff");
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 5 }), { maxLength: 30 }),
        fc.array(fc.string({ unit, maxLength: 60 }), { minLength: 1, maxLength: 4 }),
        (keywords, texts) => {
          const automaton = createKeywordAutomaton(keywords);
          for (const text of texts) {
            const hits = new Map<number, number>();
            automaton.search(text, (keyword, start) => {
              expect(hits.has(keyword)).toBe(false);
              hits.set(keyword, start);
            });
            const expected = keywords.flatMap((keyword, index) => {
              const start = text.indexOf(keyword);
              return start < 0 ? [] : [[index, start]];
            });
            expect([...hits].sort(([a], [b]) => a - b)).toEqual(expected);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("holds 100,000 keywords in a few megabytes", () => {
    const keywords = Array.from({ length: 100_000 }, (_, index) => `词${index.toString(36)}语`);
    const automaton = createKeywordAutomaton(keywords);
    expect(automaton.bytes).toBeLessThan(16 * 1024 * 1024);
    const hits: number[] = [];
    automaton.search(`甲${keywords[99_999]}乙${keywords[0]}`, (keyword) => hits.push(keyword));
    expect(hits).toEqual([99_999, 0]);
  });
});
