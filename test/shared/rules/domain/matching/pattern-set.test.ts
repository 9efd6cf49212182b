import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { createPatternSet } from "../../../../../shared/rules/domain/matching/pattern-set.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../../../../support/match-many-patterns.ts", import.meta.url));

const atom = fc.constantFrom("a", "b", "[ab]", ".", "\\b", "^", "$", "(?:a|bc)", "订", "\\s", "c");
const piece = fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}")).map(([of, times]) => of + times);
const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));
const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "B", " ", "\n", "订", "👋"), maxLength: 60 });

describe("a set of patterns", () => {
  it.each([0, 600, 5000, 1_000_000])("finds what each would find alone, with %i bytes for its automaton", (memory) => {
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 8 }),
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (patterns, texts, ignoreCase) => {
          const set = createPatternSet({ ignoreCase, memory });
          for (const [index, each] of patterns.entries()) expect(set.add(each)).toBe(index);
          for (const each of texts) {
            const alone = patterns.flatMap((of, index) =>
              RE2JS.compile(of, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0).test(each) ? [index] : [],
            );
            expect([...set.search(each)].sort((a, b) => a - b)).toEqual(alone);
          }
        },
      ),
    );
  });

  it("says what is wrong with a pattern when it is added", () => {
    expect(() => createPatternSet({ ignoreCase: false, memory: 0 }).add("(")).toThrow(/missing closing/);
  });
});

describe("a thousand patterns whose automata would be huge", () => {
  it.each(["[ab].{12}x", "[ab].{12}x|b#"])("live in a small heap and match rightly: %s", async (evil) => {
    const { stdout } = await run(process.execPath, [
      "--max-old-space-size=300",
      script,
      `--pattern=${evil}`,
      "--texts=6",
    ]);
    expect(JSON.parse(stdout)).toEqual([1000, 0, 1000, 0, 1000, 0]);
  });
});
