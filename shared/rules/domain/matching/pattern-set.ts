import { RE2JS, RE2Set } from "re2js";

/** Patterns that are searched for together, in one pass over a text. */
export type PatternSet = {
  /** Adds a pattern and returns its number, from 0 up; throws what RE2 says of invalid syntax. */
  add(pattern: string): number;
  /** The numbers of the patterns that are found anywhere in the text. */
  search(text: string): ReadonlySet<number>;
};

/**
 * A set whose automaton keeps to `memory` bytes (about: re2js estimates) however many patterns it has: a pattern on its
 * own would keep up to 8 MB. What does not fit is thrown away and built anew; where that does not get ahead, re2js
 * simulates the patterns without an automaton: slower, with the same answer.
 */
export function createPatternSet(options: { readonly ignoreCase: boolean; readonly memory: number }): PatternSet {
  const set = new RE2Set(RE2Set.UNANCHORED, options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0, options.memory);
  return {
    add: (pattern) => set.add(pattern),
    search: (text) => new Set(set.match(text)),
  };
}
