import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { requiredLiterals } from "../../../../../shared/rules/domain/matching/regex-literals.ts";

describe("the words that a pattern needs", () => {
  it.each<[string, boolean, readonly string[] | undefined]>([
    ["订单\\s*(\\d+)", false, ["订单"]],
    ["^(订单|order)\\s*[:：#]?\\s*\\d{4,}$", false, ["订单", "order"]],
    ["(?P<no>AB-\\d+)", false, ["ab-"]],
    ["(?i)price", false, ["price"]],
    ["price", true, ["price"]],
    ["task", true, ["ta"]],
    ["(退|换)货", false, ["货"]],
    ["(?:abc)+x?", false, ["abc"]],
    ["ab{2}cd", false, ["cd"]],
    ["a\\.b\\[c", false, ["a.b[c"]],
    ["ab|c", false, undefined],
    ["ab|", false, undefined],
    ["(ab)?", false, undefined],
    ["(ab){0,3}", false, undefined],
    ["a.b", false, undefined],
    [".*", false, undefined],
    ["[ab]{12}", false, undefined],
    ["\\Qab\\E", false, undefined],
    ["\\x41bc", false, undefined],
    ["(?=ab)ab", false, undefined],
    ["ab)", false, undefined],
    ["(ab", false, undefined],
    ["ΑΣ", false, undefined],
  ])("of %s (case ignored: %s) are %j", (pattern, ignoreCase, words) => {
    expect(requiredLiterals(pattern, ignoreCase)).toEqual(words);
  });

  it("are in every text in which the pattern is found", () => {
    const piece = fc
      .tuple(
        fc.oneof(
          fc.string({
            unit: fc.constantFrom("a", "b", "k", "S", "1", "订", "单", "é", "ſ", "ß"),
            minLength: 1,
            maxLength: 3,
          }),
          fc.constantFrom(
            "\\d",
            "[ab]",
            ".",
            "^",
            "$",
            "\\b",
            "(ab|订单)",
            "(?:ks|s1|)",
            "(a(b)单)",
            "\\.",
            "(?i:kS)",
            "\\Qab\\E",
          ),
        ),
        fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "+?"),
      )
      .map(([of, times]) => of + times);
    const pattern = fc
      .array(
        fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("")),
        { minLength: 1, maxLength: 3 },
      )
      .map((branches) => branches.join("|"));
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "k", "K", "s", "S", "K", "ſ", "1", "订", "单", "é", "É"),
      maxLength: 24,
    });
    fc.assert(
      fc.property(pattern, fc.array(text, { maxLength: 12 }), fc.boolean(), (written, texts, ignoreCase) => {
        let compiled: RE2JS;
        try {
          compiled = RE2JS.compile(written, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
        } catch {
          return;
        }
        const words = requiredLiterals(written, ignoreCase);
        for (const each of texts) {
          if (!words || !compiled.test(each)) continue;
          const lower = each.toLowerCase();
          expect(words.some((word) => lower.includes(word))).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
