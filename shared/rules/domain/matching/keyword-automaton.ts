/** Finds all keywords in one pass over a text, whatever their number (Aho–Corasick). */
export type KeywordAutomaton = {
  /** Calls `hit` once for each keyword that is found, by its number, with where it is found first. */
  search(text: string, hit: (keyword: number, start: number) => void): void;
  /** Bytes of its tables. */
  readonly bytes: number;
};

/**
 * Of distinct keywords, none empty; their numbers are their places in the list. Nodes are numbered level by level, so
 * that the children of one are neighbours, found by bisection in `unit`; a node takes 22 bytes.
 */
export function createKeywordAutomaton(keywords: readonly string[]): KeywordAutomaton {
  const { first, unit, word, count } = buildTrie(keywords);
  const rootNext = new Int32Array(65_536);
  const roots = (first[1] ?? 1) - 1;
  const fail = new Int32Array(count);
  /** The node itself or the next one along the failures at which a keyword ends; 0: none. */
  const report = new Int32Array(count);
  const seen = new Int32Array(count);
  let round = 0;

  function step(node: number, code: number): number {
    if (node === 0) return rootNext[code] as number;
    let low = first[node] as number;
    let high = (first[node + 1] as number) - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = unit[middle] as number;
      if (at === code) return middle;
      if (at < code) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  /** Where the text goes on after `code`: the longest suffix that is the beginning of a keyword. */
  function advance(from: number, code: number): number {
    let node = from;
    let next = step(node, code);
    while (next === 0 && node !== 0) {
      node = fail[node] as number;
      next = step(node, code);
    }
    return next;
  }

  for (let child = 1; child <= roots; child++) rootNext[unit[child] as number] = child;
  for (let node = 0; node < count; node++) {
    const end = first[node + 1] as number;
    for (let child = first[node] as number; child < end; child++) {
      fail[child] = node === 0 ? 0 : advance(fail[node] as number, unit[child] as number);
    }
    if (node !== 0) report[node] = (word[node] as number) >= 0 ? node : (report[fail[node] as number] as number);
  }

  const beginnings = createBeginnings(first, unit, word);

  return {
    bytes: 4 * (rootNext.length + first.length + word.length + 3 * count) + 2 * unit.length + beginnings.bytes,
    search(text, hit) {
      round = round === 0x7fffffff ? 1 : round + 1;
      if (round === 1) seen.fill(0);
      let node = 0;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        const begins = beginnings.maybe(code, at + 1 < text.length ? text.charCodeAt(at + 1) : 0);
        if (node === 0 && !begins) continue;
        node = advance(node, code);
        // One character in, and no keyword goes on as the text does: as good as the root.
        if (!begins && node <= roots) node = 0;
        // What follows a node that was reported before was reported with it.
        for (let end = report[node] as number; end !== 0 && seen[end] !== round; ) {
          seen[end] = round;
          const keyword = word[end] as number;
          hit(keyword, at + 1 - (keywords[keyword]?.length ?? 0));
          end = report[fail[end] as number] as number;
        }
      }
    },
  };
}

/** Bits for each keyword: about one in sixteen pairs of characters is taken for the beginning of a keyword and is none. */
const BITS_A_KEYWORD = 16;

/**
 * Tells most places at which no keyword begins by two characters and one look at a small table, so that the tables of
 * the automaton, which grow with the keywords, are hardly touched.
 */
function createBeginnings(first: Int32Array, unit: Uint16Array, word: Int32Array) {
  const roots = (first[1] ?? 1) - 1;
  const pairs = (first[roots + 1] ?? 1) - (first[1] ?? 1);
  const size = 2 ** Math.min(26, Math.max(12, Math.ceil(Math.log2(pairs * BITS_A_KEYWORD + 1))));
  const shift = 32 - Math.log2(size);
  const table = new Uint32Array(size / 32);
  const slot = (one: number, two: number) => (Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b)) >>> shift;
  /** Keywords of one character. */
  const singles = new Set<number>();
  for (let node = 1; node <= roots; node++) {
    const one = unit[node] as number;
    if ((word[node] as number) >= 0) singles.add(one);
    for (let child = first[node] as number; child < (first[node + 1] as number); child++) {
      const at = slot(one, unit[child] as number);
      table[at >>> 5] = (table[at >>> 5] as number) | (1 << (at & 31));
    }
  }
  const hasSingles = singles.size > 0;
  return {
    bytes: table.byteLength,
    maybe(one: number, two: number): boolean {
      const at = slot(one, two);
      return (((table[at >>> 5] as number) >>> (at & 31)) & 1) === 1 || (hasSingles && singles.has(one));
    },
  };
}

/** `first[node]` to `first[node + 1]`: its children; `unit`: the code unit that leads to a node; `word`: what ends there. */
function buildTrie(keywords: readonly string[]) {
  const most = keywords.reduce((sum, keyword) => sum + keyword.length, 1);
  const sorted = keywords.map((_, index) => index).sort((a, b) => ((keywords[a] ?? "") < (keywords[b] ?? "") ? -1 : 1));
  const first = new Int32Array(most + 1);
  const unit = new Uint16Array(most);
  const word = new Int32Array(most).fill(-1);
  // The part of the sorted keywords that begin with what leads to a node.
  const from = new Int32Array(most);
  const to = new Int32Array(most);
  to[0] = sorted.length;
  let count = 1;
  for (let node = 0, depth = 0, levelEnd = 1; node < count; node++) {
    if (node === levelEnd) {
      depth++;
      levelEnd = count;
    }
    first[node] = count;
    let index = from[node] as number;
    const end = to[node] as number;
    if (index < end && keywords[sorted[index] as number]?.length === depth) {
      word[node] = sorted[index] as number;
      index++;
    }
    while (index < end) {
      const code = codeAt(index, depth);
      const begin = index;
      while (index < end && codeAt(index, depth) === code) index++;
      unit[count] = code;
      from[count] = begin;
      to[count] = index;
      count++;
    }
  }
  first[count] = count;
  return { first: first.slice(0, count + 1), unit: unit.slice(0, count), word: word.slice(0, count), count };

  function codeAt(index: number, depth: number): number {
    return keywords[sorted[index] as number]?.charCodeAt(depth) ?? 0;
  }
}
