import { brotliDecompressSync } from "node:zlib";
import * as z from "zod";
import { compressJson } from "../../platform/dynamodb/packed-json.ts";
import { type Rule, ruleSchema } from "../domain/rule.ts";

const NEWLINE = 0x0a;

const rulesSchema = z.array(ruleSchema);

/** Compressed JSON: an array with a line for each rule. JSON escapes the line breaks of texts. */
export function packRules(rules: readonly Rule[]): Buffer {
  return compressJson(`[${rules.map((rule) => JSON.stringify(rule)).join(",\n")}]`);
}

/**
 * Reads what `packRules` made, line by line. To hold the text of 100,000 rules at once, and each rule before and after
 * the schema, would take twice the memory of the rules themselves, beside the set in force. An array that was stored
 * without line breaks is one line. Throws the error of the parser or the schema.
 */
export function unpackRules(packed: Uint8Array): Rule[] {
  const json = brotliDecompressSync(packed);
  const rules: Rule[] = [];
  for (let from = 0; from < json.length; ) {
    const newline = json.indexOf(NEWLINE, from);
    const end = newline < 0 ? json.length : newline;
    const line = json.toString("utf8", from, end);
    const opened = from === 0 ? line : `[${line}`;
    for (const rule of rulesSchema.parse(JSON.parse(newline < 0 ? opened : `${opened.slice(0, -1)}]`)))
      rules.push(rule);
    from = end + 1;
  }
  return rules;
}
