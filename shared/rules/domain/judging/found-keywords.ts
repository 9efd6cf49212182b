/** Which keywords were found in the text of one message. */
export type FoundKeywords = {
  /** Begins with another message. */
  begin(): void;
  /** `begins`: the text begins with the keyword. */
  add(keyword: number, begins: boolean): void;
  /** Whether the keyword is anywhere in the text, or with `prefix` at its beginning. */
  has(keyword: number, mode: "prefix" | "contains"): boolean;
};

const FOUND = 1;
const BEGINS = 2;

/** @param count of all keywords */
export function createFoundKeywords(count: number): FoundKeywords {
  const state = new Uint8Array(count);
  /** The round to which a keyword's state belongs. */
  const roundOf = new Uint32Array(count);
  let round = 0;
  return {
    begin() {
      round++;
    },
    add(keyword, begins) {
      state[keyword] = begins ? FOUND | BEGINS : FOUND;
      roundOf[keyword] = round;
    },
    has: (keyword, mode) =>
      roundOf[keyword] === round && ((state[keyword] as number) & (mode === "prefix" ? BEGINS : FOUND)) !== 0,
  };
}
