import { setLatest } from "./set-latest.ts";

/**
 * A pure function that remembers what it gave for the latest `most` texts: for what is dear to make and asked for
 * again, such as keys in the form that the cipher wants.
 */
export function remembered<T>(make: (text: string) => T, most = 1000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    setLatest(known, text, made, most);
    return made;
  };
}
