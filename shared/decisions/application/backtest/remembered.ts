/** Asks once for the same words. */
export function remembered<W extends readonly string[], T>(
  ask: (...words: W) => Promise<T>,
): (...words: W) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (...words) => {
    const key = JSON.stringify(words);
    const known = answers.get(key) ?? ask(...words);
    answers.set(key, known);
    return known;
  };
}
