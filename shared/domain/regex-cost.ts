/**
 * What a pattern may take when it is compiled, in units of about a character: RE2 writes counted repetitions out and
 * keeps a table of ranges for each Unicode class. An upper estimate by the pattern's text alone, so that nothing has to
 * be compiled to refuse a set that would exhaust the memory.
 */
export function regexCost(pattern: string): number {
  const classes = pattern.match(/\\[pP]/g)?.length ?? 0;
  let repetitions = 1;
  for (const [, least = "1", most] of pattern.matchAll(/\{(\d{1,6})(?:,(\d{0,6}))?\}/g)) {
    repetitions *= Math.max(1, Number(least), Number(most || least));
  }
  return (pattern.length + classes * CLASS_COST) * Math.min(repetitions, MAX_REPETITIONS);
}

/** The table of a Unicode class such as `\p{L}` against one character. */
const CLASS_COST = 100;

/** RE2 refuses patterns that repeat more often than this, nested repetitions multiplied. */
const MAX_REPETITIONS = 1000;

/**
 * What all patterns of a published set may cost together. It bounds the compiled program (some 40 MB at the worst) and
 * the time of a text, not the automaton, which has a bound of its own.
 */
export const MAX_SET_COST = 500_000;
