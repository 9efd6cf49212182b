/**
 * One message against many rules: `npm run bench -- rules`. Nine of ten rules have two keywords, one has a pattern; texts
 * are Chinese, 20 to 200 characters, one in five with a keyword in it. Beside it: `includes` and `RegExp` one by one.
 */
import { brotliCompressSync, constants } from "node:zlib";
import { type Rule, ruleSetSchema } from "../shared/domain/rule.ts";
import { compileRules } from "../shared/domain/rule-engine.ts";
import { A_RULE_ACCOUNT } from "../test/support/a-rule-account.ts";
import { anInboundText } from "../test/support/builders.ts";

const SIZES = (process.env.SIZES ?? "100,1000,10000,100000").split(",").map(Number);
const TEXTS = 400;
const ROUNDS = 7;

/** The same figures each time, 0 to 1 (mulberry32: a plain congruence repeats the same pairs of characters). */
let seed = 0;
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (count: number) => Math.floor(random() * count);

/** Characters as frequent as in writing, about: some 3,000 of the common block, the first ones more often. */
function character(): string {
  return String.fromCharCode(0x4e00 + Math.floor(random() ** 2 * 3000));
}
const word = (least: number, most: number) =>
  Array.from({ length: least + pick(most - least + 1) }, character).join("");

function aRule(index: number): unknown {
  const common = {
    id: `rule-${index}`,
    name: `规则 ${index}`,
    actions: [{ type: "reply", text: `答案：${word(8, 30)}` }],
  };
  if (index % 10 === 0) {
    return { ...common, match: { type: "regex", pattern: `${word(2, 4)}\\s*[:：#]?\\s*(?P<no>\\d{4,12})` } };
  }
  return { ...common, match: { type: "keyword", mode: "contains", keywords: [word(2, 6), word(3, 6)] } };
}

function textsFor(rules: readonly Rule[]): string[] {
  return Array.from({ length: TEXTS }, (_, index) => {
    const text = word(20, 200);
    const match = rules[pick(rules.length)]?.match;
    return index % 5 === 0 && match?.type === "keyword" ? `${text}${match.keywords[0]}${word(2, 9)}` : text;
  });
}

/** The median of several rounds, so that a neighbour on the machine does not count. */
function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function microseconds(calls: number, call: (index: number) => unknown): number {
  const round = () => {
    const started = performance.now();
    for (let index = 0; index < calls; index++) call(index);
    return ((performance.now() - started) * 1000) / calls;
  };
  round();
  return median(Array.from({ length: ROUNDS }, round));
}

/** What one would write first. */
function naive(rules: readonly Rule[]): (text: string) => Rule | undefined {
  const tests = rules.map(({ match }) => {
    if (match.type === "keyword") {
      const keywords = match.keywords.map((keyword) => keyword.toLowerCase());
      return (text: string) => keywords.some((keyword) => text.includes(keyword));
    }
    const pattern = new RegExp(match.type === "regex" ? match.pattern.replaceAll("?P<", "?<") : "(?!)");
    return (text: string) => pattern.test(text);
  });
  return (text) => {
    const lower = text.toLowerCase();
    return rules[tests.findIndex((test) => test(lower))];
  };
}

const heap = () => {
  (globalThis as { gc?: () => void }).gc?.();
  return (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers) / 2 ** 20;
};

function measure(size: number) {
  seed = 20_260_310;
  const input = { rules: Array.from({ length: size }, (_, index) => aRule(index)) };
  const json = JSON.stringify(input);
  const packed = brotliCompressSync(json, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });

  const parsing = performance.now();
  const { rules } = ruleSetSchema.parse(JSON.parse(json));
  const parsed = performance.now() - parsing;
  const before = heap();
  const compiling = performance.now();
  const compiled = compileRules({ version: 1, rules });
  const compiledIn = performance.now() - compiling;
  const memory = heap() - before;

  const texts = textsFor(rules);
  const messages = texts.map((text) => anInboundText({ text }));
  const matched = (index: number) =>
    compiled.judge(messages[index % TEXTS] as (typeof messages)[number], A_RULE_ACCOUNT);
  const loop = naive(rules);
  const calls = size >= 10_000 ? 4 : 40;
  const row = {
    rules: size,
    "engine (µs)": Number(microseconds(TEXTS * 20, matched).toFixed(1)),
    "naive loop (µs)": Number(microseconds(calls, (index) => loop(texts[index % TEXTS] ?? "")).toFixed(0)),
    "matched of 400": texts.filter((_, index) => {
      const judged = matched(index);
      return "matches" in judged && judged.matches.length > 0;
    }).length,
    "read (ms)": Math.round(parsed),
    "compile (ms)": Math.round(compiledIn),
    "memory (MB)": Number(memory.toFixed(1)),
    "JSON (KB)": Math.round(Buffer.byteLength(json) / 1024),
    "packed (KB)": Math.round(packed.byteLength / 1024),
  };
  return row;
}

console.table(SIZES.map(measure));
