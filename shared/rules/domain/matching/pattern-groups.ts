import { requiredLiterals } from "./regex-literals.ts";

/** Patterns that need the same words, or no words, of a text, and so are searched for together. */
export type PatternGroup = {
  readonly number: number;
  readonly ignoreCase: boolean;
  /** Its patterns are looked for in the text with simplified characters, too. */
  readonly anyScript: boolean;
  /** It needs a word; without one the group is worth a search in every text. */
  readonly isGuarded: boolean;
  readonly patterns: string[];
  /** Numbers of the patterns in the index. */
  readonly regexes: number[];
};

/** Sorts patterns into groups by the words that a text must have for them. */
export function createPatternGroups() {
  const groups: PatternGroup[] = [];
  const byWords = new Map<string, PatternGroup>();
  const words = new Map<string, number[]>();
  const unguarded: number[] = [];
  const numbers = new Map<string, number>();
  const groupOfRegex: number[] = [];

  function groupFor(pattern: string, ignoreCase: boolean, anyScript: boolean): PatternGroup {
    const literals = requiredLiterals(pattern, ignoreCase);
    const key = JSON.stringify([ignoreCase, anyScript, literals?.toSorted() ?? null]);
    const known = byWords.get(key);
    if (known) return known;
    const isGuarded = literals !== undefined;
    const group = { number: groups.length, ignoreCase, anyScript, isGuarded, patterns: [], regexes: [] };
    groups.push(group);
    byWords.set(key, group);
    if (!isGuarded) unguarded.push(group.number);
    for (const word of literals ?? []) {
      const list = words.get(word);
      if (list) list.push(group.number);
      else words.set(word, [group.number]);
    }
    return group;
  }

  return {
    groups: groups as readonly PatternGroup[],
    /** Words in lower case, each with the numbers of the groups that need it. */
    words: words as ReadonlyMap<string, readonly number[]>,
    /** Numbers of the groups that need no word. */
    unguarded: unguarded as readonly number[],
    groupOf: (regex: number): number => groupOfRegex[regex] as number,

    /** Adds a pattern (the same one only once); returns its number. */
    add(pattern: string, ignoreCase: boolean, anyScript = true): number {
      const key = `${ignoreCase ? "i" : "c"}${anyScript ? "a" : "w"}${pattern}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = numbers.size;
      const group = groupFor(pattern, ignoreCase, anyScript);
      numbers.set(key, number);
      groupOfRegex.push(group.number);
      group.patterns.push(pattern);
      group.regexes.push(number);
      return number;
    },
  };
}
