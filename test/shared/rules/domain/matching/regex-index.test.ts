import { describe, expect, it } from "vitest";
import { createRegexIndex } from "../../../../../shared/rules/domain/matching/regex-index.ts";

/** Wakes the groups of the words in a text and searches all awake groups. */
function searched(index: ReturnType<typeof createRegexIndex>, text: string): number[] {
  index.begin(text);
  const groups = new Set(index.unguarded());
  for (const [word, needing] of index.words()) {
    if (!text.toLowerCase().includes(word)) continue;
    for (const group of needing) {
      index.wake(group);
      groups.add(group);
    }
  }
  return [...groups].flatMap((group) => [...index.search(group)]).sort((a, b) => a - b);
}

describe("patterns behind their words", () => {
  it("share a group where they need the same words, and count once where they are the same", () => {
    const index = createRegexIndex();
    const first = index.add("订单\\s*\\d+", false);
    expect(index.add("\\d+\\s订单", false)).toBe(1);
    expect(index.add("订单\\s*\\d+", false)).toBe(first);
    expect(index.add("订单\\s*\\d+", true)).toBe(2);
    expect(index.groupOf(0)).toBe(index.groupOf(1));
    expect(index.groupOf(2)).not.toBe(index.groupOf(0));
    expect(searched(index, "订单 12")).toEqual([0, 2]);
    expect(searched(index, "7 订单")).toEqual([1]);
  });

  it("are not searched for while none of their words is there", () => {
    const index = createRegexIndex();
    const number = index.add("订单\\d", false);
    index.begin("订单1");
    expect(index.search(index.groupOf(number))).toEqual([]);
    index.wake(index.groupOf(number));
    expect(index.search(index.groupOf(number))).toEqual([number]);
  });

  it("without words are searched for in every text", () => {
    const index = createRegexIndex();
    index.add("^\\d{4}$", false);
    index.add("[Aa]b?c", true);
    expect(searched(index, "1234")).toEqual([0]);
    expect(searched(index, "AC")).toEqual([1]);
  });

  it("give the same answer where a text has the words of very many of them", () => {
    const index = createRegexIndex();
    for (let number = 0; number < 200; number++) index.add(`词语${number}号\\d?`, number % 2 === 0);
    const text = Array.from({ length: 200 }, (_, number) => (number % 3 === 0 ? "" : `词语${number}号`)).join("，");
    const expected = Array.from({ length: 200 }, (_, number) => number).filter((number) => number % 3 !== 0);
    expect(searched(index, text)).toEqual(expected);
    expect(searched(index, "词语3号")).toEqual([3]);
  });

  it("build the automata that were dropped anew", () => {
    const index = createRegexIndex();
    for (let number = 0; number < 600; number++) index.add(`词语${number}号\\d`, false);
    for (let number = 0; number < 600; number++) expect(searched(index, `词语${number}号1`)).toEqual([number]);
    expect(searched(index, "词语0号1")).toEqual([0]);
  });
});
