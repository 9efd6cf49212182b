import type { PatternGroup } from "./pattern-groups.ts";
import { createPatternSet, type PatternSet } from "./pattern-set.ts";
import { createPatternSetCache } from "./pattern-set-cache.ts";

/** What the automaton of one pattern may keep, bytes: on its own, and that of all patterns of a kind together. */
const PATTERN_MEMORY = 128 * 1024;
const WHOLE_MEMORY = 16 * 1024 * 1024;

/** Searches texts for groups of patterns. Results are the numbers of patterns. */
export function createGroupSearch(groups: readonly PatternGroup[], groupOf: (regex: number) => number) {
  const setOf = createPatternSetCache();

  return {
    /** The patterns of one group that are found in the text. */
    one({ number, ignoreCase, isGuarded, patterns, regexes }: PatternGroup, text: string): readonly number[] {
      const memory = isGuarded ? Math.min(WHOLE_MEMORY, PATTERN_MEMORY * patterns.length) : WHOLE_MEMORY;
      const set = setOf(String(number), () => setWith(patterns, ignoreCase, memory));
      return [...set.search(text)].map((index) => regexes[index] as number);
    },

    /** The patterns of all guarded groups that are found in the text, by the number of the group. */
    guarded(text: string): ReadonlyMap<number, readonly number[]> {
      const found = [false, true].flatMap((ignoreCase) => {
        const guarded = groups.filter((group) => group.ignoreCase === ignoreCase && group.isGuarded);
        const regexes = guarded.flatMap((group) => group.regexes);
        if (regexes.length === 0) return [];
        const patterns = guarded.flatMap((group) => group.patterns);
        const set = setOf(`all ${ignoreCase}`, () => setWith(patterns, ignoreCase, WHOLE_MEMORY));
        return [...set.search(text)].map((index) => regexes[index] as number);
      });
      return Map.groupBy(found, groupOf);
    },
  };
}

function setWith(patterns: readonly string[], ignoreCase: boolean, memory: number): PatternSet {
  const set = createPatternSet({ ignoreCase, memory });
  for (const pattern of patterns) set.add(pattern);
  return set;
}
