import { fold as foldWord } from "../../kernel/domain/fold.ts";
import type { AiSettings } from "./settings.ts";

/** The verdict of moderation on a text. */
export type ModerationVerdict =
  | { readonly verdict: "allow" }
  | { readonly verdict: "replace"; readonly text: string }
  /** `reason` names the kind of offence, never the text. */
  | { readonly verdict: "block"; readonly reason: string };

export const ALLOWED: ModerationVerdict = { verdict: "allow" };

/**
 * Judges a text by the account's list of words. A text that still has a word after its words were starred out, as `违 禁`
 * has, is blocked.
 */
export function moderateByWords(text: string, { blockedWords, onMatch }: AiSettings["moderation"]): ModerationVerdict {
  if (!hasBlocked(text, blockedWords)) return ALLOWED;
  if (onMatch === "block") return { verdict: "block", reason: "blocked-word" };
  let starred = text;
  for (const word of blockedWords.toSorted((a, b) => b.length - a.length)) {
    starred = starred.replace(new RegExp(literal(word), "giu"), (found) => "*".repeat([...found].length));
  }
  if (hasBlocked(starred, blockedWords)) return { verdict: "block", reason: "blocked-word" };
  return { verdict: "replace", text: starred };
}

function hasBlocked(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  return foldedWords(words).some((word) => folded.includes(word));
}

/** Lists that were folded already: a question is judged together with all of its history. */
const known = new WeakMap<readonly string[], readonly string[]>();

function foldedWords(words: readonly string[]): readonly string[] {
  const folded = known.get(words) ?? words.map(fold).filter((word) => word !== "");
  known.set(words, folded);
  return folded;
}

/** One width, one case, one script, and without what people put between the characters of a word to hide it. */
function fold(text: string): string {
  return foldWord(text).replace(/[\s\p{Cf}\p{Cc}]+/gu, "");
}

function literal(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
