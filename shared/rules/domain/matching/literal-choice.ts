/** Words in one set; more do not help. */
export const MOST_WORDS = 16;

/**
 * The least weight of a word that is looked for. A letter or digit weighs 1, other characters beyond Latin scripts 3.
 */
const LEAST_WEIGHT = 2;

/** Whether a word is rare enough to be looked for. */
export function isTelling(word: string): boolean {
  return weightOf(word) >= LEAST_WEIGHT;
}

/** The rarer of two sets: the one of which fewer texts have a word. */
export function rarer(one: readonly string[] | undefined, other: readonly string[]): readonly string[] {
  return one === undefined || rating(other) > rating(one) ? other : one;
}

/** The lightest word decides, since it occurs most often. */
function rating(words: readonly string[]): number {
  return Math.min(...words.map(weightOf)) - words.length / (MOST_WORDS + 1);
}

function weightOf(word: string): number {
  let weight = 0;
  for (const character of word) weight += character >= "\u2e80" ? 3 : 1;
  return weight;
}

/** Whether a character in lower case is the same wherever it stands (a Greek capital sigma is not). */
export function isStable(character: string): boolean {
  return character !== "Σ";
}

/** As `isStable`, and only its own two cases equal it where case is ignored (`k` and `s` have third ones). */
export function isStableIgnoringCase(character: string): boolean {
  if (character < "\u0080") return !/[ks]/i.test(character);
  return character.toLowerCase() === character && character.toUpperCase() === character;
}
