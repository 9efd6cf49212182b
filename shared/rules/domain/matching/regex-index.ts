import { createGroupSearch } from "./group-search.ts";
import { createPatternGroups } from "./pattern-groups.ts";

/**
 * If a text has the words of more groups, all patterns that need a word are searched for in one pass: so a text's cost
 * is bounded.
 */
const MOST_GROUPS_A_TEXT = 64;

/** Patterns, sorted by the words that a text must have for them; only patterns whose words it has are searched for. */
export type RegexIndex = {
  /** Adds a pattern (the same one only once); returns its number. */
  add(pattern: string, ignoreCase: boolean, anyScript?: boolean): number;
  /** Which group a pattern is in; its group is searched for as a whole. */
  groupOf(regex: number): number;
  /** Words in lower case, each with the groups that it makes worth a search. */
  words(): ReadonlyMap<string, readonly number[]>;
  /** Groups that need no word: worth a search in every text. */
  unguarded(): readonly number[];
  /** Begins with another text. `plain`: the same in simplified characters; patterns may be found in either. */
  begin(text: string, plain?: string): void;
  /** The text has a word of this group. */
  wake(group: number): void;
  /** Numbers of a group's patterns that are found in the text; empty while the group is not awake. */
  search(group: number): readonly number[];
};

const NOTHING: readonly number[] = [];

export function createRegexIndex(): RegexIndex {
  const { groups, words, unguarded, groupOf, add } = createPatternGroups();
  const search = createGroupSearch(groups, groupOf);
  let text = "";
  let plain = "";
  const awake = new Set<number>();
  const found = new Map<number, readonly number[]>();
  let searched = 0;

  function searchGuarded(): void {
    const byGroup = search.guarded(text);
    const inPlain = plain === text ? undefined : search.guarded(plain);
    for (const { number, isGuarded, anyScript } of groups) {
      if (!isGuarded) continue;
      const more = anyScript ? inPlain?.get(number) : undefined;
      found.set(number, [...(byGroup.get(number) ?? NOTHING), ...(more ?? NOTHING)]);
    }
  }

  return {
    add,
    groupOf,
    words: () => words,
    unguarded: () => unguarded,
    begin(next, nextPlain = next) {
      text = next;
      plain = nextPlain;
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
      if (!group || !awake.has(number)) return NOTHING;
      searched++;
      if (searched > MOST_GROUPS_A_TEXT && group.isGuarded) {
        searchGuarded();
        return found.get(number) ?? NOTHING;
      }
      const inText = search.one(group, text);
      const result = plain === text || !group.anyScript ? inText : [...inText, ...search.one(group, plain)];
      found.set(number, result);
      return result;
    },
  };
}
