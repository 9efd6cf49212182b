/**
 * Keywords by their common beginnings. Node 0 is the root; nodes are numbered level by level, so that the children of
 * one are neighbours.
 */
export type KeywordTrie = {
  /** `first[node]` to `first[node + 1]`: the children of a node. */
  readonly first: Int32Array;
  /** The code unit that leads to a node; rising among neighbours. */
  readonly unit: Uint16Array;
  /** The number of the keyword that ends at a node; −1 where no keyword ends. */
  readonly word: Int32Array;
  /** Nodes. */
  readonly count: number;
};

/** Nodes of the first level: 1 up to this. */
export function rootsOf({ first }: KeywordTrie): number {
  return (first[1] ?? 1) - 1;
}

export function buildTrie(keywords: readonly string[]): KeywordTrie {
  const most = keywords.reduce((sum, keyword) => sum + keyword.length, 1);
  const sorted = keywords.map((_, index) => index).sort((a, b) => ((keywords[a] ?? "") < (keywords[b] ?? "") ? -1 : 1));
  const first = new Int32Array(most + 1);
  const unit = new Uint16Array(most);
  const word = new Int32Array(most).fill(-1);
  // The range of the sorted keywords that pass through a node.
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
