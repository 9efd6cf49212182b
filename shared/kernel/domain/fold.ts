/**
 * A text as keywords are compared: without outer blanks, upper and lower case the same, full-width and half-width forms
 * the same (NFKC: `ＡＢＣ１` is `abc1`).
 */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}
