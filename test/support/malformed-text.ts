/** A lone surrogate and a NUL, as a JSON text holds them. */
export const MALFORMED_JSON = "x\\ud800y\\u0000z";

/** The same as a text. */
export const MALFORMED = "x\ud800y\0z";

/** What each entrance makes of it. */
export const MENDED = "x\ufffdy\ufffdz";

/** All texts of a value, names of members included, that have a lone surrogate or NUL. */
export function malformedTextsIn(value: unknown, seen: Set<unknown> = new Set()): string[] {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0") ? [] : [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (value instanceof Map || value instanceof Set) return malformedTextsIn([...value], seen);
  if (ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...malformedTextsIn(name, seen),
    ...malformedTextsIn(member, seen),
  ]);
}
