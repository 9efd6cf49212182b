import { fold } from "../../../kernel/domain/fold.ts";
import { wordedKinds } from "../../../messages/domain/kinds.ts";
import { type Condition, combinationOf } from "../condition.ts";
import { createKeywordAutomaton } from "../matching/keyword-automaton.ts";
import type { Rule } from "../rule.ts";
import { scopeCovers } from "./scope.ts";

/** A rule that is never reached, because `by` goes before it and takes all that it would take. */
export type Unreachable = { readonly rule: Rule; readonly by: Rule };

/**
 * Rules that provably never match, because rules before them match the same messages and do not continue. As rules
 * before them count only those that match by a single condition; patterns are compared by their text alone.
 */
export function unreachableRules(rules: readonly Rule[]): Unreachable[] {
  const inOrder = rules.filter(({ enabled }) => enabled).sort((a, b) => b.priority - a.priority);
  const catchers = createCatchers(inOrder);
  return inOrder.flatMap((rule, rank) => {
    const by = catcherOf(rule, (condition) => catchers(rule, rank, condition));
    return by ? [{ rule, by }] : [];
  });
}

/** The rule that takes all that this one would take: one condition of `all` has to be taken, or each one of `any`. */
function catcherOf(rule: Rule, taken: (condition: Condition) => Rule | undefined): Rule | undefined {
  const { any, all } = combinationOf(rule.match);
  const always: Condition[] = rule.kinds ? [...all, { type: "kind", kinds: rule.kinds }] : [...all];
  for (const condition of always) {
    const by = taken(condition);
    if (by) return by;
  }
  const each = any.map(taken);
  return each.length > 0 && each.every((by) => by !== undefined) ? each[0] : undefined;
}

/** Conditions of which each alone makes the rule match; empty where the rule needs several at once. */
function sufficient({ match, cooldown, continue: goesOn }: Rule): readonly Condition[] {
  const { any, all, none } = combinationOf(match);
  if (goesOn || cooldown || none.length > 0 || [...any, ...all].some(isOfOneScript)) return [];
  if ([...any, ...all].some(hasKeysAndNames)) return [];
  if (all.length === 0) return any;
  return all.length === 1 && any.length === 0 ? all : [];
}

/** It takes fewer texts than its words say. */
function isOfOneScript(condition: Condition): boolean {
  return "anyScript" in condition && condition.anyScript === false;
}

/** It takes fewer events than its keys, or its names, say. */
function hasKeysAndNames(condition: Condition): boolean {
  return condition.type === "event" && condition.keys !== undefined && condition.names !== undefined;
}

type Find = (rule: Rule, rank: number, condition: Condition) => Rule | undefined;

function createCatchers(rules: readonly Rule[]): Find {
  const words = new Map<string, number>();
  const ranks = new Map<string, number[]>();
  const note = (sign: string, rank: number) => {
    const list = ranks.get(sign);
    if (list) list.push(rank);
    else ranks.set(sign, [rank]);
  };
  for (const [rank, rule] of rules.entries()) {
    for (const condition of sufficient(rule)) {
      for (const sign of signsOf(condition)) note(sign, rank);
      if (condition.type !== "keyword") continue;
      for (const keyword of condition.keywords.map(fold)) if (!words.has(keyword)) words.set(keyword, words.size);
    }
  }
  const list = [...words.keys()];
  const automaton = createKeywordAutomaton(list);

  function find(rule: Rule, rank: number, signs: readonly string[]): Rule | undefined {
    for (const sign of signs) {
      for (const before of ranks.get(sign) ?? []) {
        const other = rules[before];
        if (before >= rank) break;
        if (other && scopeCovers(other, rule)) return other;
      }
    }
    return undefined;
  }

  /** Signs of the conditions that take every text with this keyword in this place. */
  function signsTaking(keyword: string, mode: "exact" | "prefix" | "contains"): string[] {
    const signs: string[] = mode === "exact" ? [`exact ${keyword}`] : [];
    automaton.search(keyword, (number, start) => {
      signs.push(`contains ${list[number]}`);
      if (start === 0 && mode !== "contains") signs.push(`prefix ${list[number]}`);
    });
    return [...signs, "words"];
  }

  return (rule, rank, condition) => {
    const parts =
      condition.type === "keyword"
        ? condition.keywords.map((keyword) => signsTaking(fold(keyword), condition.mode))
        : partsOf(condition).map((sign) => [sign, ...widerThan(condition, sign)]);
    const found = parts.map((signs) => find(rule, rank, signs));
    return found.every((by) => by !== undefined) ? found[0] : undefined;
  };
}

/** What a condition takes, as words by which another condition is looked up; keywords one by one. */
function signsOf(condition: Condition): string[] {
  if (condition.type === "keyword") return condition.keywords.map((keyword) => `${condition.mode} ${fold(keyword)}`);
  const signs = partsOf(condition);
  const isForWords = wordedKinds().every((kind) => signs.includes(`kind ${kind}`));
  return isForWords ? [...signs, "words"] : signs;
}

/** Signs that take more than this one: all words, or an event with any key. */
function widerThan(condition: Condition, sign: string): string[] {
  if (condition.type === "regex") return ["words"];
  if (condition.type !== "event" || !(condition.keys ?? condition.names)) return [];
  return [sign.split(" ").slice(0, 2).join(" ")];
}

function partsOf(condition: Exclude<Condition, { type: "keyword" }>): string[] {
  switch (condition.type) {
    case "regex":
      return [`regex ${condition.ignoreCase} ${condition.pattern}`];
    case "kind":
      return condition.kinds.map((kind) => `kind ${kind}`);
    case "event":
      return condition.events.flatMap((event) => {
        if (condition.names) return condition.names.map((name) => `event ${event} named ${name.toLowerCase()}`);
        if (!condition.keys) return [`event ${event}`];
        return condition.keys.map((key) => `event ${event} ${key}`);
      });
    case "first-message":
      return ["first-message"];
    default:
      return condition satisfies never;
  }
}
