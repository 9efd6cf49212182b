import { RE2JS, RE2JSException } from "re2js";

/**
 * The engine that compiles patterns, with its version. A pattern that it compiled once it compiles again, so that
 * containers do not try the patterns of a set that this engine compiled at publication.
 */
export const PATTERN_ENGINE = "re2js 2.10.0";

/** Syntax that RE2 does not have, by how it begins. */
const LEFT_OUT: readonly { readonly sign: RegExp; readonly name: string }[] = [
  { sign: /\(\?<?[=!]/, name: "lookaround" },
  { sign: /\\[1-9]|\\k[<{']|\(\?P=/, name: "a backreference" },
  { sign: /\(\?>/, name: "an atomic group" },
];

/** Patterns that are known to compile, so that only new patterns of a new version are tried. */
const sound = new Set<string>();
const MOST_REMEMBERED = 50_000;

/** Why RE2 refuses a pattern, with the place (counted from 1); undefined for a valid one. */
export function patternFault(pattern: string): string | undefined {
  if (sound.has(pattern)) return undefined;
  try {
    RE2JS.compile(pattern);
    if (sound.size >= MOST_REMEMBERED) sound.clear();
    sound.add(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // Escaped characters do not begin such syntax.
    const visible = pattern.replace(/\\[^1-9k]/gsu, (escaped) => " ".repeat(escaped.length));
    const known = LEFT_OUT.map(({ sign, name }) => ({ name, at: visible.search(sign) })).find(({ at }) => at >= 0);
    if (known) {
      return `the pattern has ${known.name} at character ${known.at + 1}, which RE2 leaves out so that no text takes long: write it without`;
    }
    return `the pattern is not valid RE2 syntax: ${error.message}`;
  }
}
