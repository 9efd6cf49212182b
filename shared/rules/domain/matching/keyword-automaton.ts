import { createBeginnings } from "./keyword-beginnings.ts";
import { createTransitions } from "./keyword-transitions.ts";
import { buildTrie, rootsOf } from "./keyword-trie.ts";

/** Finds all keywords in one pass over a text, whatever their number (Aho–Corasick). */
export type KeywordAutomaton = {
  /** Calls `hit` once for each keyword in the text, with its number and the place where it begins first. */
  search(text: string, hit: (keyword: number, start: number) => void): void;
  /** Bytes of its tables. */
  readonly bytes: number;
};

/**
 * @param keywords distinct and not empty; their places in the list are their numbers. A node of the automaton (about
 * one a character that keywords do not share) takes 22 bytes.
 */
export function createKeywordAutomaton(keywords: readonly string[]): KeywordAutomaton {
  const trie = buildTrie(keywords);
  const { first, unit, word, count } = trie;
  const roots = rootsOf(trie);
  const { advance, fail, report, bytes } = createTransitions(trie);
  const beginnings = createBeginnings(trie);
  /** The round in which a node was reported last. */
  const seen = new Int32Array(count);
  let round = 0;

  return {
    bytes: bytes + 4 * (first.length + word.length + count) + 2 * unit.length + beginnings.bytes,
    search(text, hit) {
      round = round === 0x7fffffff ? 1 : round + 1;
      if (round === 1) seen.fill(0);
      let node = 0;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        const begins = beginnings.maybe(code, at + 1 < text.length ? text.charCodeAt(at + 1) : 0);
        if (node === 0 && !begins) continue;
        node = advance(node, code);
        // A node of one character, and no keyword goes on as the text does: the same as the root.
        if (!begins && node <= roots) node = 0;
        // The nodes after one that was reported in this round were reported with it.
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
