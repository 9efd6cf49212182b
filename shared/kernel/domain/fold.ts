import { simplified } from "./simplified.ts";

/**
 * Signs that show nothing: zero-width ones, marks of writing direction, and variation selectors, of which U+FE0F makes ❤️
 * of ❤. The tags that tell the flags of England and Scotland apart stay.
 */
const UNSEEN = /(?![\u{E0020}-\u{E007F}])\p{Default_Ignorable_Code_Point}/gu;

/** A text without the signs that show nothing; a text of such signs alone stays as it is. */
export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, "") || text;
}

/**
 * A text as keywords are compared where the script counts: without outer blanks and signs that show nothing, upper and lower
 * case the same, full-width and half-width forms the same (NFKC: `ＡＢＣ１` is `abc1`).
 */
export function foldInScript(text: string): string {
  return withoutUnseen(text).normalize("NFKC").toLowerCase().trim();
}

/** The same with simplified and traditional characters alike: `請問` is `请问`. */
export function fold(text: string): string {
  return simplified(foldInScript(text));
}
