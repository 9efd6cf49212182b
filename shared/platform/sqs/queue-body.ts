/**
 * JSON as SQS takes it. A body may hold all of Unicode but U+FFFE and U+FFFF, which people can type all the same: they
 * go as escapes. (Control characters and lone surrogates are escaped by JSON itself.) Source: SQS SendMessage. A form whose
 * version is above 1 says so, so that older code lets it wait.
 */
export function queueBody(value: unknown, formVersion = 1): string {
  const versioned = formVersion > 1 ? { ...Object(value), formVersion } : value;
  return JSON.stringify(versioned).replace(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
