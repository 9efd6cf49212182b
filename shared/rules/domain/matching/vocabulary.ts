import { createKeywordAutomaton, type KeywordAutomaton } from "./keyword-automaton.ts";

/** Words of one form, such as folded ones, with their numbers. */
export type Vocabulary = {
  /** Adds a word (the same one only once); returns its number. */
  add(word: string): number;
  /** The number of the word that a whole text is. */
  find(text: string): number | undefined;
  /** Finds all its words in a text, by their numbers; words that are added later are not found. */
  automaton(): KeywordAutomaton;
};

/** Vocabularies that share one sequence of numbers; `count`: of all words so far. */
export type Vocabularies = { create(): Vocabulary; count(): number };

export function createVocabularies(): Vocabularies {
  let count = 0;
  return {
    count: () => count,
    create() {
      const numbers = new Map<string, number>();
      return {
        add(word) {
          const known = numbers.get(word);
          if (known !== undefined) return known;
          numbers.set(word, count);
          return count++;
        },
        find: (text) => numbers.get(text),
        automaton() {
          const { bytes, search } = createKeywordAutomaton([...numbers.keys()]);
          const byPlace = Uint32Array.from(numbers.values());
          return {
            bytes: bytes + byPlace.byteLength,
            search: (text, hit) => search(text, (place, start) => hit(byPlace[place] as number, start)),
          };
        },
      };
    },
  };
}
