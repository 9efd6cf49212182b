import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { parseLosslessJson } from "../../../../shared/kernel/domain/lossless-json.ts";

function errorOf(text: string, limits?: { maxDepth: number }): AppError {
  try {
    parseLosslessJson(text, limits);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("expected an AppError");
}

describe("parseLosslessJson", () => {
  it("reads whatever JSON.parse reads, the same way", () => {
    const value = fc.jsonValue({ maxDepth: 6 }).filter((candidate) => !JSON.stringify(candidate).includes("__proto__"));
    const exact = (_key: string, part: unknown) =>
      typeof part === "number" && !Number.isSafeInteger(part) && /^-?\d+$/.test(JSON.stringify(part))
        ? JSON.stringify(part)
        : part;
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        expect(parseLosslessJson(text)).toEqual(JSON.parse(text, exact));
      }),
    );
  });

  it("keeps every digit of an integer beyond 2^53, as a string", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 80n), 2n ** 80n), (integer) => {
        const safe = Number.isSafeInteger(Number(integer));
        expect(parseLosslessJson(`{"a":[${integer}]}`)).toEqual({ a: [safe ? Number(integer) : String(integer)] });
      }),
    );
    expect(parseLosslessJson("[9007199254740991, 9007199254740992, 9007199254740993, -9007199254740993]")).toEqual([
      9007199254740991,
      "9007199254740992",
      "9007199254740993",
      "-9007199254740993",
    ]);
  });

  it("leaves fractions and exponents to doubles, and keeps the literal of a number no double can hold", () => {
    expect(parseLosslessJson("[1.5, 1e3, 1e300, 1e400, -1e400, -0]")).toEqual([
      1.5,
      1000,
      1e300,
      "1e400",
      "-1e400",
      -0,
    ]);
  });

  it("leaves digits inside strings alone", () => {
    expect(parseLosslessJson('{"a":"4207115583920461873","4207115583920461873":1}')).toEqual({
      a: "4207115583920461873",
      "4207115583920461873": 1,
    });
  });

  it("takes the last of duplicate keys, with its own digits", () => {
    expect(parseLosslessJson('{"id":4207115583920461873,"id":4207115583920461874}')).toEqual({
      id: "4207115583920461874",
    });
    expect(parseLosslessJson('{"id":4207115583920461873,"id":1}')).toEqual({ id: 1 });
    expect(parseLosslessJson('{"id":4207115583920461873,"id":{"low":1}}')).toEqual({ id: { low: 1 } });
  });

  it("drops __proto__ keys, so that no prototype changes", () => {
    const parsed = parseLosslessJson(
      '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1},"constructor":{"b":1}}}',
    );
    expect(parsed).toEqual({ a: { constructor: { b: 1 } } });
    expect(Object.assign({}, parsed)).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("polluted");
  });

  it("refuses nesting deeper than the limit and says where", () => {
    expect(parseLosslessJson("[[[1]]]", { maxDepth: 3 })).toEqual([[[1]]]);
    const error = errorOf('{"a":[[[1]]]}', { maxDepth: 3 });
    expect(error.code).toBe("invalid-input");
    expect(error.message).toBe("nested deeper than 3 levels at position 7");
    expect(error.details).toEqual({ maxDepth: 3, position: 7 });
  });

  it("counts no brackets inside strings", () => {
    expect(parseLosslessJson('["[[[[[\\"[[[[\\\\"]', { maxDepth: 1 })).toEqual(['[[[[["[[[[\\']);
  });

  it("survives a mebibyte of brackets, open or closed, and of escapes", () => {
    for (const text of [
      "[".repeat(1 << 20),
      '{"a":'.repeat(200_000),
      "]".repeat(1 << 20),
      `${"]".repeat(1 << 19)}${"[".repeat(1 << 19)}`,
      `"${"\\n".repeat(1 << 19)}`,
      `["${"\\n".repeat(1 << 19)}\\x"]`,
    ]) {
      expect(errorOf(text).code).toBe("invalid-input");
    }
  });

  it.each([
    ["", "a value", 0],
    ["  ", "a value", 2],
    ["hello", "a value", 0],
    ["{", "a property name in double quotes", 1],
    ['{"a" 1}', '":"', 5],
    ['{"a":1,}', "a property name in double quotes", 7],
    ["{a:1}", "a property name in double quotes", 1],
    ['{"a":1 "b":2}', '"," or "}"', 7],
    ["[1,2", '"," or "]"', 4],
    ["[1,]", "a value", 3],
    ["[01]", '"," or "]"', 2],
    ['["a\nb"]', "a well-formed string", 1],
    ['["\\x"]', "a well-formed string", 1],
    ["{} {}", "the end of the text", 3],
    ["\ufeff{}", "a value", 0],
    ["[-]", "a value", 1],
    ["[nul]", "a value", 1],
  ])("says of %j that it expected %s at position %i", (text, expected, position) => {
    const error = errorOf(text);
    expect(error.message).toContain(`at position ${position}`);
    expect(error.message).toContain(expected);
    expect(error.details).toMatchObject({ position });
  });

  it("quotes nothing of the body, which may hold a token", () => {
    const error = errorOf('{"testMsg":"x","token":"secret-token"');
    expect(`${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`).not.toContain("secret-token");
  });

  it("refuses exactly what JSON.parse refuses, at a position inside the text", () => {
    const mutated = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.nat(), fc.constantFrom("", ",", '"', "}", "]", "\\", "0", "e", "\u0001", "{"))
      .map(
        ([text, at, char]) => text.slice(0, at % (text.length + 1)) + char + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(mutated, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(() => parseLosslessJson(text)).not.toThrow();
        else
          expect(errorOf(text).details).toMatchObject({
            position: expect.toSatisfy((at: number) => at >= 0 && at <= text.length),
          });
      }),
      { numRuns: 500 },
    );
  });
});
