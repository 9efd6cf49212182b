import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cutText,
  parseJson,
  wellFormed,
  wellFormedJson,
  wellFormedTexts,
} from "../../../../shared/kernel/domain/well-formed.ts";
import { malformedTextsIn } from "../../../support/malformed-text.ts";

/** Any text, rich in what is not well-formed and in what looks like it. */
const anyText = fc
  .array(
    fc.constantFrom("\ud83d", "\ude00", "\ud83d\ude00", "\0", "\\", '"', "u0000", "ud800", "\\ud800", "中", "a", "\n"),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** JSON texts with some, all or no characters escaped. */
const anyJson = fc.tuple(fc.jsonValue({ stringUnit: anyText, maxDepth: 3 }), fc.boolean()).map(([value, escaped]) => {
  const json = JSON.stringify(value);
  return escaped ? json.replace(/[\u0080-\uffff]/g, escapeOf) : json;
});

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What well-formed JSON comes to, by way of the parsed value. */
function mended(value: unknown): unknown {
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [wellFormed(name), mended(member)]));
}

describe("a well-formed text", () => {
  it.each([
    ["", ""],
    ["你好 😀", "你好 😀"],
    ["a\ud800b", "a\ufffdb"],
    ["\ude00\ud83d", "\ufffd\ufffd"],
    ["a\0b", "a\ufffdb"],
    ["\ud83d\0\ude00", "\ufffd\ufffd\ufffd"],
  ])("of %j is %j", (text, expected) => {
    expect(wellFormed(text)).toBe(expected);
  });

  it("stands for every text of a record", () => {
    expect(wellFormedTexts({ a: "\0", b: undefined, c: "中" })).toEqual({ a: "\ufffd", b: undefined, c: "中" });
  });
});

describe("JSON from outside", () => {
  it.each([
    ['"\\ud83d\\ude00"', "😀"],
    ['"\\uD83D\\uDE00\\ud83d"', "😀\ufffd"],
    ['"\\ude00\\ud83d"', "\ufffd\ufffd"],
    ['"\\u0000"', "\ufffd"],
    ['"\\\\u0000\\\\ud800"', "\\u0000\\ud800"],
    ['"\\\\\\ud800"', "\\\ufffd"],
    ['"\ud83d\\ude00"', "\ufffd\ufffd"],
  ])("%s is read as %j", (json, expected) => {
    expect(parseJson(json)).toBe(expected);
  });

  it("has no lone surrogates and no NUL, in names either, and is as before otherwise", () => {
    fc.assert(
      fc.property(anyJson, (json) => {
        const read = parseJson(json);
        expect(malformedTextsIn(read)).toEqual([]);
        expect(read).toEqual(mended(JSON.parse(json)));
        expect(wellFormedJson(json)).toHaveLength(json.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a text that is cut", () => {
  it("ends with a whole character", () => {
    expect(cutText("ab😀", 3)).toBe("ab");
    expect(cutText("ab😀", 4)).toBe("ab😀");
    expect(cutText("abc", 2)).toBe("ab");
    expect(cutText("ab", 2)).toBe("ab");
  });
});
