import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { fromCursor, toCursor } from "../../../../shared/platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../../../shared/platform/dynamodb/packed-json.ts";

const unpacked = (value: unknown) => unpackJson({ value: packJson(value, "a value") }, "value", z.unknown());

describe("packed JSON", () => {
  it("gives back whatever was packed", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(30_000), (value, times) => {
        const whole = { value, filling: "你a".repeat(times) };
        expect(unpacked(whole)).toEqual(JSON.parse(JSON.stringify(whole)));
      }),
      { numRuns: 50 },
    );
  });

  it("stays readable while it is short, and is compressed beyond 100 KB", () => {
    expect(packJson({ a: "你好" }, "a value")).toEqual({ S: '{"a":"你好"}' });
    expect(packJson("a".repeat(102_398), "a value").S).toBeDefined();
    const long = packJson("a".repeat(102_399), "a value");
    expect(long.B?.byteLength).toBeLessThan(1000);
  });

  it("says what is too large, and how large", () => {
    const noise = randomBytes(600_000).toString("base64");
    expect(() => packJson(noise, "a decision")).toThrow(
      expect.objectContaining({ code: "too-large", message: expect.stringMatching(/^a decision takes \d+ KB/) }),
    );
  });

  it.each([{}, { value: { S: "{" } }, { value: { S: "1" } }, { value: { B: new Uint8Array([1, 2]) } }])(
    "says that %j is not readable",
    (item) => {
      expect(() => unpackJson({ ...item, pk: { S: "p" } }, "value", z.string())).toThrow(
        expect.objectContaining({ code: "internal", details: { pk: "p", sk: undefined } }),
      );
    },
  );
});

describe("a cursor", () => {
  const names = ["pk", "sk"];
  const next = { pk: { S: "cmd#1" }, sk: { S: "cmd" }, other: { N: "1" } };

  it("stands for the key where a page ended", () => {
    const { cursor } = toCursor(next, names);
    expect(fromCursor(cursor, names, { sk: "cmd" })).toEqual({ ExclusiveStartKey: { pk: next.pk, sk: next.sk } });
    expect(toCursor(undefined, names)).toEqual({});
    expect(fromCursor(undefined, names, {})).toEqual({});
  });

  it.each<[string, string | undefined]>([
    ["is no JSON", "bm90"],
    ["is empty", ""],
    ["lacks a name", toCursor(next, ["pk"]).cursor],
    ["has one too many", toCursor({ ...next, b: { S: "1" } }, ["pk", "sk", "b"]).cursor],
    ["has an empty value", toCursor({ pk: { S: "p" } }, names).cursor],
    ["leads to another list", toCursor({ ...next, sk: { S: "other" } }, names).cursor],
  ])("is refused where it %s", (_what, cursor) => {
    expect(() => fromCursor(cursor ?? "", names, { sk: "cmd" })).toThrow(
      expect.objectContaining({ code: "invalid-input" }),
    );
  });
});
