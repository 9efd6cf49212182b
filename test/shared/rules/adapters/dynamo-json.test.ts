import { brotliCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packRules, unpackRules } from "../../../../shared/rules/adapters/dynamo-json.ts";
import { aRule } from "../../../support/builders.ts";
import { manyRules } from "../../../support/many-rules.ts";

const says = (text: string, index: number) =>
  aRule({ id: `r${index}`, name: text, actions: [{ type: "reply", text }] });
const text = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });

describe("rules as they are stored", () => {
  it("come back as they were, whatever is written in them", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
        const rules = texts.map(says);
        expect(unpackRules(packRules(rules))).toEqual(rules);
      }),
      { numRuns: 200 },
    );
  });

  it.each(["line\nbreak", "\r\n", "\u2028", "],[", ',"x"],', "\\n"])("come back with %j in them", (odd) => {
    const rules = [says(odd, 1), says(odd, 2), says(odd, 3)];
    expect(unpackRules(packRules(rules))).toEqual(rules);
  });

  it("are read where they were stored as one line", () => {
    for (const rules of [[], [aRule()], manyRules(50)]) {
      expect(unpackRules(brotliCompressSync(JSON.stringify(rules)))).toEqual(rules);
    }
  });

  it.each(["", "[", "{}", '[{"id":1}]', "[1,\n2]"])("are refused where they are none: %j", (json) => {
    if (json === "") return expect(unpackRules(brotliCompressSync(json))).toEqual([]);
    expect(() => unpackRules(brotliCompressSync(json))).toThrow();
  });
});
