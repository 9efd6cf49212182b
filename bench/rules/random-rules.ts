const SEED = 20_260_310;

/** The same figures each time, 0 to 1 (mulberry32: a plain congruence repeats the same pairs of characters). */
let seed = SEED;
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
export const pick = (count: number) => Math.floor(random() * count);

/** Characters about as frequent as in real texts: some 3,000 of the common block, the first ones more often. */
function character(): string {
  return String.fromCharCode(0x4e00 + Math.floor(random() ** 2 * 3000));
}
/** A word of so many characters. */
export const word = (least: number, most: number) =>
  Array.from({ length: least + pick(most - least + 1) }, character).join("");

function aRule(index: number): unknown {
  const common = {
    id: `rule-${index}`,
    name: `规则 ${index}`,
    actions: [{ type: "reply", text: `答案：${word(8, 30)}` }],
  };
  if (index % 10 === 0) {
    return { ...common, match: { type: "regex", pattern: `${word(2, 4)}\\s*[:：#]?\\s*(?P<no>\\d{4,12})` } };
  }
  return { ...common, match: { type: "keyword", mode: "contains", keywords: [word(2, 6), word(3, 6)] } };
}

/** Nine of ten rules have two keywords, one has a pattern: the same ones each time, or others by `variant`. */
export function randomRules(count: number, variant = 0): unknown[] {
  seed = SEED + variant;
  return Array.from({ length: count }, (_, index) => aRule(index));
}
