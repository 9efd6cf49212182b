/**
 * One message against many rules: `npm run bench -- rules`. Nine of ten rules have two keywords, one has a pattern;
 * texts are Chinese, 20 to 200 characters, one in five with a keyword in it. Beside it: `includes` and `RegExp` one by
 * one.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { InboundMessage } from "../shared/messages/domain/inbound-message.ts";
import { ruleSetFaults } from "../shared/rules/domain/checking/set-faults.ts";
import { compileRules } from "../shared/rules/domain/judging/engine.ts";
import { PATTERN_ENGINE } from "../shared/rules/domain/matching/pattern-fault.ts";
import { type Rule, ruleSetSchema } from "../shared/rules/domain/rule.ts";
import { A_RULE_ACCOUNT } from "../test/support/a-rule-account.ts";
import { anInboundText } from "../test/support/builders.ts";
import { measurePeaks } from "./rules/peaks.ts";
import { pick, randomRules, word } from "./rules/random-rules.ts";

const SIZES = [100, 1000, 10_000, 100_000];
const TEXTS = 400;
const ROUNDS = 15;
const FACTS = { firstMessage: false, cooldowns: new Map<string, number>(), senderName: "" };

function textsFor(rules: readonly Rule[]): string[] {
  return Array.from({ length: TEXTS }, (_, index) => {
    const text = word(20, 200);
    const match = rules[pick(rules.length)]?.match;
    return index % 5 === 0 && match?.type === "keyword" ? `${text}${match.keywords[0]}${word(2, 9)}` : text;
  });
}

/** The straightforward way: one rule after the other. */
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

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

function megabytes(): number {
  if (typeof collect === "function") collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function milliseconds<T>(work: () => T): [T, number] {
  const started = performance.now();
  const result = work();
  return [result, performance.now() - started];
}

function prepare(size: number) {
  const input = { rules: randomRules(size) };
  const json = JSON.stringify(input);
  const [packed, packing] = milliseconds(() =>
    brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 } }),
  );
  const [{ rules }, reading] = milliseconds(() =>
    ruleSetSchema.parse(JSON.parse(brotliDecompressSync(packed).toString("utf8"))),
  );
  const before = megabytes();
  const [compiled, compiling] = milliseconds(() => compileRules({ version: 1, rules, patternEngine: PATTERN_ENGINE }));
  const memory = megabytes() - before;
  const [faults, judging] = milliseconds(() => ruleSetFaults(rules));

  const load = {
    rules: size,
    "read (ms)": Math.round(reading),
    "compile (ms)": Math.round(compiling),
    "memory (MB)": Number(memory.toFixed(1)),
    "judge before publication (ms)": Math.round(judging),
    "found unpublishable": faults.length,
    "JSON (KB)": Math.round(Buffer.byteLength(json) / 1024),
    "stored (KB)": Math.round(packed.byteLength / 1024),
    "pack (ms)": Math.round(packing),
  };
  const texts = textsFor(rules);
  const messages = texts.map((text) => anInboundText({ text }));
  const judge = (index: number) => compiled.judge(messages[index % TEXTS] as InboundMessage, A_RULE_ACCOUNT, FACTS);
  const loop = naive(rules);
  const matched = messages.filter((_, index) => {
    const judgement = judge(index);
    return "matches" in judgement && judgement.matches.length > 0;
  }).length;
  return { load, size, matched, judge, loop: (index: number) => loop(texts[index % TEXTS] ?? "") };
}

/** Microseconds a call. */
function timed(calls: number, call: (index: number) => unknown): number {
  return (
    (milliseconds(() => {
      for (let index = 0; index < calls; index++) call(index);
    })[1] *
      1000) /
    calls
  );
}

/**
 * All sets exist before the first question, as in a container that has seen several. Rounds take turns, and the best
 * round counts: other programs on the machine can only slow a round down.
 */
function compare(sets: readonly ReturnType<typeof prepare>[]) {
  const rounds = Array.from({ length: ROUNDS }, () => sets.map(({ judge }) => timed(TEXTS * 50, judge)));
  return sets.map(({ size, matched, loop }, index) => ({
    rules: size,
    "engine (µs)": Number(Math.min(...rounds.map((round) => round[index] as number)).toFixed(2)),
    "naive loop (µs)": Math.round(timed(size >= 10_000 ? TEXTS / 20 : TEXTS, loop)),
    "texts that match": `${matched} of ${TEXTS}`,
  }));
}

/** Cost of a thousand rules with such a pattern each, for a text of 200 characters and for one of 8,000. */
function measureEvil(pattern: string) {
  const rules = Array.from({ length: 1000 }, (_, index) => ({
    id: `r${index}`,
    name: "r",
    match: { type: "regex", pattern: `${pattern}|词${index}` },
    actions: [{ type: "log" }],
  }));
  const parsed = ruleSetSchema.safeParse({ rules });
  const row = { "pattern (1,000 rules)": pattern.length > 30 ? `${pattern.slice(0, 30)}…` : pattern };
  if (!parsed.success) return { ...row, published: "refused" };
  const [compiled, compiling] = milliseconds(() => compileRules({ version: 1, rules: parsed.data.rules }));
  const once = (text: string) => {
    const message = anInboundText({ text });
    return milliseconds(() => compiled.judge(message, A_RULE_ACCOUNT))[1];
  };
  const [short, long] = ["ab".repeat(99), "ab".repeat(3999)];
  const [first, warm, longest] = [once(`${short}!`), once(`${short}?`), once(`${long}!`)];
  return {
    ...row,
    published: "yes",
    "compile (ms)": Math.round(compiling),
    "first text (ms)": Number(first.toFixed(1)),
    "200 characters (ms)": Number(warm.toFixed(2)),
    "8,000 characters (ms)": Number(longest.toFixed(1)),
  };
}

const sets = SIZES.map(prepare);
console.table(compare(sets));
console.table(sets.map(({ load }) => load));
console.table(
  ["^(a+)+$", "(a|aa)+$", "([ab]+)*c", "[ab].{12}x", "\\p{L}{999}", "((a{30}){30}){1,9}", "a".repeat(10_240)].map(
    measureEvil,
  ),
);
console.table(measurePeaks([10_000, 100_000], [512, 1024, 1769]));
