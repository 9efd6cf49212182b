import { type KeywordTrie, rootsOf } from "./keyword-trie.ts";

/** Bits of the table for each keyword: about one in sixteen pairs that begin no keyword passes all the same. */
const BITS_A_KEYWORD = 16;

/**
 * A small table that tells by two characters, for most places of a text, that no keyword begins there. So the large
 * tables of the automaton are hardly touched.
 */
export function createBeginnings(trie: KeywordTrie) {
  const { first, unit, word } = trie;
  const roots = rootsOf(trie);
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
    /** Bytes of the table. */
    bytes: table.byteLength,
    /** Whether a keyword may begin with these two code units; `two` is 0 at the end of the text. */
    maybe(one: number, two: number): boolean {
      const at = slot(one, two);
      return (((table[at >>> 5] as number) >>> (at & 31)) & 1) === 1 || (hasSingles && singles.has(one));
    },
  };
}
