/**
 * Estimates the size of a pattern after it is compiled, in instructions. RE2 writes counted repetitions out and keeps a
 * table of ranges for each Unicode class. The estimate reads the pattern's text alone, so that a set that would exhaust
 * the memory is refused before anything is compiled. Invalid patterns have some cost too.
 */
export function regexCost(pattern: string): number {
  const outer: number[] = [];
  let group = 0;
  let last = 0;
  for (const [token, least, most] of pattern.matchAll(TOKEN)) {
    if (token === "(") {
      outer.push(group);
      group = 0;
      last = 0;
    } else if (token === ")") {
      last = group + GROUP_COST;
      group = last + (outer.pop() ?? 0);
    } else if (least !== undefined) {
      const times = Math.min(MAX_REPETITIONS, Math.max(1, Number(least), Number(most || least)));
      // An optional copy takes two instructions: itself and the way around it.
      const more = last * (times - 1) + (most === undefined ? 0 : times);
      last += more;
      group += more;
    } else {
      const cost = atomCost(token);
      // A `*`, `+` or `?` belongs to what is before it.
      last = /^[*+?]$/.test(token) ? last + cost : cost;
      group += cost;
    }
  }
  return outer.reduce((sum, cost) => sum + cost, group);
}

/** A counted repetition, an escape, a class in brackets, or one character. */
const TOKEN =
  /\{(\d{1,6})(?:,(\d{0,6}))?\}|\\[pP](?:\{[^}]*\}|.)|\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|./gsu;

function atomCost(token: string): number {
  const classes = token.match(/\\[pP]/g)?.length ?? 0;
  const characters = token.startsWith("[") ? 1 + Math.floor(token.length / RANGES_AN_INSTRUCTION) : 1;
  return classes * CLASS_COST + (token.startsWith("\\Q") ? token.length : characters);
}

/** A group's own instructions: where it begins, where it ends, and that it may be empty. */
const GROUP_COST = 3;

/** The table of a Unicode class such as `\p{L}` against one instruction. */
const CLASS_COST = 50;

/** Characters in brackets that take about as much as one instruction. */
const RANGES_AN_INSTRUCTION = 16;

/** RE2 refuses patterns that repeat more often than this, nested repetitions multiplied. */
const MAX_REPETITIONS = 1000;

/** What one pattern may cost; a usual one costs 30. */
export const MAX_REGEX_COST = 20_000;

/**
 * What all patterns without a required word may cost together: three times a thousand usual ones. They are searched for
 * in every text. The limit bounds the compiled program and the time that a text takes; the automaton has its own bound.
 */
export const MAX_UNGUARDED_COST = 100_000;

/** What all patterns of a set may cost together: ten thousand usual ones, and as many again. */
export const MAX_SET_COST = 1_000_000;
