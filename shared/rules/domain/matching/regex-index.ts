import { createPatternSet, type PatternSet } from "./pattern-set.ts";
import { requiredLiterals } from "./regex-literals.ts";

/** What the automaton of one group of patterns may keep, bytes: its own, and that of all patterns of a kind together. */
const GROUP_MEMORY = 128 * 1024;
const WHOLE_MEMORY = 16 * 1024 * 1024;

/** Groups whose automata are kept; the one that was used longest ago goes first. */
const MOST_BUILT = 512;

/** If a text has the words of more groups, all patterns are searched for in one pass: so a text has a most that it costs. */
const MOST_GROUPS_A_TEXT = 64;

/** Patterns that need the same words (or none), and so are searched for together. */
type Group = {
  readonly number: number;
  readonly ignoreCase: boolean;
  readonly patterns: string[];
  /** Numbers of the patterns in the index. */
  readonly regexes: number[];
};

/** Patterns behind the words that a text must have for them. */
export type RegexIndex = {
  /** Adds a pattern (the same one only once); returns its number. */
  add(pattern: string, ignoreCase: boolean): number;
  /** Which group a pattern is in; its group is searched for as a whole. */
  groupOf(regex: number): number;
  /** Words in lower case, each with the groups that it makes worth a search. */
  words(): ReadonlyMap<string, readonly number[]>;
  /** Groups that need no word: worth a search in every text. */
  unguarded(): readonly number[];
  /** Begins with another text. */
  begin(text: string): void;
  /** The text has a word of this group. */
  wake(group: number): void;
  /** Numbers of a group's patterns that are found in the text; none while it is not awake. */
  search(group: number): readonly number[];
};

const NONE: readonly number[] = [];

export function createRegexIndex(): RegexIndex {
  const groups: Group[] = [];
  const groupByWords = new Map<string, Group>();
  const words = new Map<string, number[]>();
  const unguarded: number[] = [];
  const numbers = new Map<string, number>();
  const groupOfRegex: number[] = [];
  const built = new Map<string, PatternSet>();

  let text = "";
  const awake = new Set<number>();
  const found = new Map<number, readonly number[]>();
  let searched = 0;

  function groupFor(pattern: string, ignoreCase: boolean): Group {
    const literals = requiredLiterals(pattern, ignoreCase);
    const key = JSON.stringify([ignoreCase, literals?.toSorted() ?? null]);
    const known = groupByWords.get(key);
    if (known) return known;
    const group: Group = { number: groups.length, ignoreCase, patterns: [], regexes: [] };
    groups.push(group);
    groupByWords.set(key, group);
    if (!literals) unguarded.push(group.number);
    for (const word of literals ?? []) {
      const list = words.get(word);
      if (list) list.push(group.number);
      else words.set(word, [group.number]);
    }
    return group;
  }

  function setOf(name: string, build: () => PatternSet): PatternSet {
    const set = built.get(name) ?? build();
    built.delete(name);
    for (const oldest of built.keys()) {
      if (built.size < MOST_BUILT) break;
      built.delete(oldest);
    }
    built.set(name, set);
    return set;
  }

  function searchGroup({ number, ignoreCase, patterns, regexes }: Group): readonly number[] {
    const isWhole = unguarded.includes(number);
    const set = setOf(String(number), () =>
      build(patterns, ignoreCase, isWhole ? WHOLE_MEMORY : Math.min(WHOLE_MEMORY, GROUP_MEMORY * patterns.length)),
    );
    return [...set.search(text)].map((index) => regexes[index] as number);
  }

  /** Every guarded pattern at once. */
  function searchWhole(): void {
    for (const ignoreCase of [false, true]) {
      const guarded = groups.filter((group) => group.ignoreCase === ignoreCase && !unguarded.includes(group.number));
      const regexes = guarded.flatMap((group) => group.regexes);
      if (regexes.length === 0) continue;
      const patterns = guarded.flatMap((group) => group.patterns);
      const set = setOf(`all ${ignoreCase}`, () => build(patterns, ignoreCase, WHOLE_MEMORY));
      const hits = new Map<number, number[]>();
      for (const index of set.search(text)) {
        const regex = regexes[index] as number;
        const group = groupOfRegex[regex] as number;
        hits.set(group, [...(hits.get(group) ?? []), regex]);
      }
      for (const { number } of guarded) found.set(number, hits.get(number) ?? NONE);
    }
  }

  return {
    add(pattern, ignoreCase) {
      const key = `${ignoreCase ? "i" : "c"}${pattern}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = numbers.size;
      numbers.set(key, number);
      const group = groupFor(pattern, ignoreCase);
      group.patterns.push(pattern);
      group.regexes.push(number);
      groupOfRegex.push(group.number);
      return number;
    },
    groupOf: (regex) => groupOfRegex[regex] as number,
    words: () => words,
    unguarded: () => unguarded,
    begin(next) {
      text = next;
      if (awake.size > 0) awake.clear();
      if (found.size > 0) found.clear();
      searched = 0;
      for (const group of unguarded) awake.add(group);
    },
    wake(group) {
      awake.add(group);
    },
    search(number) {
      const known = found.get(number);
      if (known) return known;
      const group = groups[number];
      if (!group || !awake.has(number)) return NONE;
      searched++;
      if (searched > MOST_GROUPS_A_TEXT && !unguarded.includes(number)) {
        searchWhole();
        return found.get(number) ?? NONE;
      }
      const result = searchGroup(group);
      found.set(number, result);
      return result;
    },
  };
}

function build(patterns: readonly string[], ignoreCase: boolean, memory: number): PatternSet {
  const set = createPatternSet({ ignoreCase, memory });
  for (const pattern of patterns) set.add(pattern);
  return set;
}
