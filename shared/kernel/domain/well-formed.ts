/** What neither a key nor an attribute takes is replaced by this character (U+FFFD). */
const REPLACEMENT = "\ufffd";

/** The escapes of a JSON text that may stand for NUL or for half of a surrogate pair. */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/;

/** Every escape of a JSON text, a surrogate pair as one. */
const ESCAPE =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?<lone>\\u(?:[dD][89a-fA-F][\da-fA-F]{2}|0000))|\\[\s\S]/g;

/**
 * The text with U+FFFD for each lone surrogate and each NUL. DynamoDB refuses a request with a lone surrogate as a whole,
 * and what is no UTF-8 has no bytes to sign or to hash. Each entrance of text calls this once, or one of those below.
 */
export function wellFormed(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", REPLACEMENT) : whole;
}

/** The same for a JSON text, whose escapes count: no string or name in it has lone surrogates or NUL. Its length stays. */
export function wellFormedJson(text: string): string {
  const json = wellFormed(text);
  if (!SUSPECT.test(json)) return json;
  return json.replace(ESCAPE, (whole, lone: string | undefined) => (lone === undefined ? whole : "\\ufffd"));
}

/** `JSON.parse` for text from outside, all strings well-formed. */
export function parseJson(text: string): unknown {
  return JSON.parse(wellFormedJson(text));
}

/** The texts of a record, well-formed; its names are trusted. */
export function wellFormedTexts<T extends Readonly<Record<string, string | undefined>>>(texts: T): T {
  const entries = Object.entries(texts).map(([name, text]) => [name, text === undefined ? text : wellFormed(text)]);
  return Object.fromEntries(entries) as T;
}

/** The beginning of a text, at most `limit` UTF-16 units, with no half of a character at its end. */
export function cutText(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, "");
}
