/**
 * JSON as SQS takes it. A body may hold all of Unicode but U+FFFE and U+FFFF, which people can type all the same: they
 * go as escapes. (Control characters and lone surrogates are escaped by JSON itself.) Source: SQS SendMessage.
 */
export function queueBody(value: unknown): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
