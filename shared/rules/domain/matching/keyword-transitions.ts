import { type KeywordTrie, rootsOf } from "./keyword-trie.ts";

/** How the automaton goes from node to node of its trie. */
export type KeywordTransitions = {
  /** Where the text goes on after `code`: the longest suffix that is the beginning of a keyword; 0 is the root. */
  advance(from: number, code: number): number;
  /** The node of the longest proper suffix that is the beginning of a keyword. */
  readonly fail: Int32Array;
  /** The node itself, or the next one along the failures, at which a keyword ends; 0 where no keyword ends. */
  readonly report: Int32Array;
  /** Bytes of its own tables. */
  readonly bytes: number;
};

export function createTransitions(trie: KeywordTrie): KeywordTransitions {
  const { first, unit, word, count } = trie;
  const rootNext = new Int32Array(65_536);
  const fail = new Int32Array(count);
  const report = new Int32Array(count);

  /** The child that `code` leads to, found by bisection; 0 where there is no such child. */
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

  function advance(from: number, code: number): number {
    let node = from;
    let next = step(node, code);
    while (next === 0 && node !== 0) {
      node = fail[node] as number;
      next = step(node, code);
    }
    return next;
  }

  for (let child = 1; child <= rootsOf(trie); child++) rootNext[unit[child] as number] = child;
  for (let node = 0; node < count; node++) {
    const end = first[node + 1] as number;
    for (let child = first[node] as number; child < end; child++) {
      fail[child] = node === 0 ? 0 : advance(fail[node] as number, unit[child] as number);
    }
    if (node !== 0) report[node] = (word[node] as number) >= 0 ? node : (report[fail[node] as number] as number);
  }
  return { advance, fail, report, bytes: 4 * (rootNext.length + 2 * count) };
}
