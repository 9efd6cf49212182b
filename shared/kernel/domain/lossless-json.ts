import { AppError } from "./errors.ts";
import { findJsonFault } from "./json-fault.ts";
import { wellFormedJson } from "./well-formed.ts";

/** What TypeScript's library does not declare yet of Node 24's JSON. */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

const INTEGER = /^-?\d+$/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]\+?(\d{1,2}))?$/;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * The digits of an integer that is written with a fraction or an exponent and has all its digits: `4.2e1` is 42.
 * Undefined for what is no integer, and where the exponent adds zeros, because a program that writes so has rounded.
 */
export function exactInteger(literal: string): string | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(literal) ?? [];
  const places = Number(exponent);
  if (whole === "" || (places > 0 && fraction.length < places)) return undefined;
  if (!/^0*$/.test(fraction.slice(places))) return undefined;
  const digits = `${whole}${fraction.slice(0, places)}`.replace(/^0+(?=\d)/, "");
  return `${sign}${digits}`;
}

/**
 * `JSON.parse` that keeps what a double cannot hold: an integer beyond ±(2^53−1) becomes its decimal string, also where
 * it is written with an exponent and has all its digits (`4.207115583920461873e18`), and so does the literal of a
 * number that would overflow to Infinity (`1e400`), because Infinity cannot be written back. Of
 * duplicate keys the last one counts, as with `JSON.parse`; a key `__proto__` is left out. All strings are well-formed:
 * U+FFFD stands for lone surrogates and NUL.
 *
 * Nesting deeper than `maxDepth` is refused before anything is parsed, so that no text can overflow the stack. Throws
 * `AppError("invalid-input")` that says what is wrong and at which position (UTF-16 units), never quoting the text.
 */
export function parseLosslessJson(text: string, limits: { maxDepth: number } = { maxDepth: 64 }): unknown {
  refuseDeepNesting(text, limits.maxDepth);
  try {
    return JSON.parse(wellFormedJson(text), keepExact);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const fault = findJsonFault(text);
    // Without `cause`: the engine's message quotes the text.
    throw new AppError("invalid-input", `not JSON: expected ${fault.expected} at position ${fault.position}`, {
      details: fault,
    });
  }
}

/** JSON text in which bigints are bare integers, as the gateway wants its 64-bit ids. */
export function stringifyLossless(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "bigint" ? JSON.rawJSON(member.toString()) : member,
  );
}

/** A reviver; `context.source` is the literal's text in the body (Node 21 and later). */
function keepExact(key: string, value: unknown, context?: { source?: string }): unknown {
  if (key === "__proto__") return undefined;
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  if (source !== undefined && Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value)) {
    return exactInteger(source) ?? value;
  }
  return source !== undefined && (INTEGER.test(source) || !Number.isFinite(value)) ? source : value;
}

function refuseDeepNesting(text: string, maxDepth: number): void {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case 91: // [
      case 123: // {
        depth += 1;
        if (depth > maxDepth) {
          throw new AppError("invalid-input", `nested deeper than ${maxDepth} levels at position ${i}`, {
            details: { maxDepth, position: i },
          });
        }
        break;
      case 93: // ]
      case 125: // }
        depth -= 1;
        break;
    }
  }
}

/** The position of the quote that ends the string opened at `start`, or the text's length. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i += 1;
  }
  return text.length;
}
