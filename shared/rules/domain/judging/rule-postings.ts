import type { CompiledRule } from "./compiled-rule.ts";
import { type Postings, placesOf, post } from "./postings.ts";
import type { Test } from "./subject.ts";

/** The rules of a set by the signs that make them worth a look. */
export type RulePostings = {
  /** By the number of the keyword that the text is, begins with or contains. */
  readonly exact: ReadonlyMap<number, Postings>;
  readonly prefix: ReadonlyMap<number, Postings>;
  readonly contains: ReadonlyMap<number, Postings>;
  /** By the number of a pattern. */
  readonly regex: ReadonlyMap<number, Postings>;
  /** By the number of a group of patterns: the rules of all its patterns together. */
  readonly groups: ReadonlyMap<number, Postings>;
  /** By the kind of message or event. */
  readonly kinds: ReadonlyMap<string, Postings>;
  /** Rules that no sign narrows down. */
  readonly always: Postings | undefined;
};

/** @param groupOf the group of a pattern, by number */
export function createPostings(rules: readonly CompiledRule[], groupOf: (regex: number) => number): RulePostings {
  const exact = new Map<number, Postings>();
  const prefix = new Map<number, Postings>();
  const contains = new Map<number, Postings>();
  const regex = new Map<number, Postings>();
  const groups = new Map<number, Postings>();
  const kinds = new Map<string, Postings>();
  let always: Postings | undefined;
  const byMode = { exact, prefix, contains };
  for (const [rank, rule] of rules.entries()) {
    const places = placesOf(rule.rule);
    const add = <K>(map: Map<K, Postings>, key: K) => map.set(key, post(map.get(key), rank, places));
    const triggers = triggersOf(rule);
    if (!triggers) always = post(always, rank, places);
    for (const test of triggers ?? []) {
      if (test.type === "keyword") for (const keyword of test.keywords) add(byMode[test.mode], keyword);
      else if (test.type === "regex") {
        add(regex, test.regex);
        add(groups, groupOf(test.regex));
      } else if (test.type === "kind") for (const kind of test.kinds) add(kinds, kind);
      else if (test.type === "event") for (const event of test.events) add(kinds, event);
    }
  }
  return { exact, prefix, contains, regex, groups, kinds, always };
}

/** How much a test narrows the rules down: the higher, the less. */
const WIDTH = { keyword: 1, regex: 2, event: 3, kind: 4, "first-message": 9 } as const;
const TOO_WIDE = WIDTH["first-message"];

/** Tests of which one at least passes if the rule matches; undefined where no test narrows the rule down. */
function triggersOf({ all, any, rule }: CompiledRule): readonly Test[] | undefined {
  const choices: (readonly Test[])[] = all.map((test) => [test]);
  if (any.length > 0) choices.push(any);
  if (rule.kinds) choices.push([{ type: "kind", kinds: rule.kinds }]);
  let best: readonly Test[] | undefined;
  let least: number = TOO_WIDE;
  for (const choice of choices) {
    let width = 0;
    for (const { type } of choice) width = Math.max(width, WIDTH[type]);
    if (width >= least) continue;
    best = choice;
    least = width;
  }
  return best;
}
