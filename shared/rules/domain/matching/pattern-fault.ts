import { RE2JS, RE2JSException } from "re2js";

/**
 * Who compiles patterns, and in which version: what it compiled once it compiles again, so that a set whose patterns it
 * judged at publication is not judged anew by each container that reads it.
 */
export const PATTERN_ENGINE = "re2js 2.10.0";

/** What RE2 leaves out, by how it begins. */
const LEFT_OUT: readonly { readonly sign: RegExp; readonly name: string }[] = [
  { sign: /\(\?<?[=!]/, name: "lookaround" },
  { sign: /\\[1-9]|\\k[<{']|\(\?P=/, name: "a backreference" },
  { sign: /\(\?>/, name: "an atomic group" },
];

/** Patterns that compile, so that a new version of a set costs no more than what is new in it. */
const sound = new Set<string>();
const MOST_REMEMBERED = 50_000;

/** Why a pattern is none that can be used, with the place (counted from 1); undefined for one that can. */
export function patternFault(pattern: string): string | undefined {
  if (sound.has(pattern)) return undefined;
  try {
    RE2JS.compile(pattern);
    if (sound.size >= MOST_REMEMBERED) sound.clear();
    sound.add(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // Escapes are not where something begins.
    const visible = pattern.replace(/\\[^1-9k]/gsu, (escaped) => " ".repeat(escaped.length));
    const known = LEFT_OUT.map(({ sign, name }) => ({ name, at: visible.search(sign) })).find(({ at }) => at >= 0);
    if (known) {
      return `the pattern has ${known.name} at character ${known.at + 1}, which RE2 leaves out so that no text takes long: write it without`;
    }
    return `the pattern is not valid RE2 syntax: ${error.message}`;
  }
}
