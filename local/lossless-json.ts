/** What TypeScript's library does not declare yet of the source text access in Node 24 (V8 11.4 and later). */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  }
}

/** Parses JSON; integers beyond 2^53 become BigInts instead of being rounded. Throws SyntaxError. */
export function parseLossless(text: string): unknown {
  return JSON.parse(text, (_key, value, context) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? "")
      ? BigInt(context.source ?? "")
      : value,
  );
}

/** JSON text in which BigInts are bare integers of any length, as the vendor writes its 64-bit ids. */
export function stringifyLossless(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "bigint" ? JSON.rawJSON(member.toString()) : member,
  );
}
