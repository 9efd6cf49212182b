import { RE2JS, RE2Set } from "re2js";

/** Patterns that are searched for together, in one pass over a text. */
export type PatternSet = {
  /** Adds a pattern and returns its number, from 0 up; throws RE2's error for invalid syntax. */
  add(pattern: string): number;
  /** The numbers of the patterns that are found anywhere in the text. */
  search(text: string): ReadonlySet<number>;
};

/**
 * A set whose automaton keeps to about `memory` bytes (re2js estimates), however many patterns the set has. By default
 * a single pattern keeps up to 8 MB. States that do not fit are thrown away and built anew. Where that takes too long,
 * re2js simulates the patterns without an automaton, which is slower and gives the same answer.
 */
export function createPatternSet(options: { readonly ignoreCase: boolean; readonly memory: number }): PatternSet {
  const set = new RE2Set(RE2Set.UNANCHORED, options.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0, options.memory);
  return {
    add: (pattern) => set.add(pattern),
    search: (text) => new Set(set.match(text)),
  };
}
