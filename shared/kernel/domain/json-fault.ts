const SPACE = /[ \t\n\r]*/y;
/** The class is every character but controls, the quote and the backslash. */
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Where a text stops being JSON, in UTF-16 units from its start, and what should have stood there. */
export type JsonFault = { position: number; expected: string };

/**
 * Finds the first fault of a text that `JSON.parse` refused. V8's own message is not used: it quotes the body, which
 * may hold a token, and names no position for half of the faults. Nesting must have been checked before (it recurses).
 */
export function findJsonFault(text: string): JsonFault {
  let at = 0;
  let expected = "the end of the text";

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const wants = (what: string): boolean => {
    expected = what;
    return false;
  };
  const takeChar = (char: string): boolean => {
    take(SPACE);
    if (text[at] !== char) return false;
    at += 1;
    return true;
  };

  const value = (): boolean => {
    if (takeChar("{")) return members("}", member);
    if (takeChar("[")) return members("]", value);
    if (text[at] === '"') return take(STRING) || wants("a well-formed string");
    return take(SCALAR) || wants("a value");
  };
  const member = (): boolean => {
    take(SPACE);
    if (!take(STRING)) return wants("a property name in double quotes");
    return takeChar(":") ? value() : wants('":"');
  };
  const members = (close: string, one: () => boolean): boolean => {
    if (takeChar(close)) return true;
    do {
      if (!one()) return false;
    } while (takeChar(","));
    return takeChar(close) || wants(`"," or "${close}"`);
  };

  if (value()) take(SPACE);
  return { position: at, expected };
}
