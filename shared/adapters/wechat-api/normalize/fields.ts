import { exactInteger } from "../../../kernel/domain/lossless-json.ts";

/**
 * The vendor's fields in all the shapes that it and its relays send: texts plain or as `{"string": "…"}`, numbers as
 * numbers, as digits, with an exponent that is exact, or as 64 bits in two halves `{"high": h, "low": l}` (either may be
 * digits; a missing one is 0). `{}`, `null` and a missing field mean "nothing".
 */
export type Fields = Readonly<Record<string, unknown>>;

/** A value that is there and cannot be read. */
export const UNREADABLE = Symbol("unreadable");
type Unreadable = typeof UNREADABLE;

/** Characters of a wxid, group id or the like. */
const NAME_LIMIT = 512;

/** The last second of the year 9999, epoch. */
const LAST_SECOND = 253_402_300_799;

/** A text of any length; empty when missing. */
export function textIn(value: unknown): string | Unreadable {
  if (typeof value === "string") return value;
  const text = isFields(value) && ("string" in value || Object.keys(value).length === 0) ? value.string : value;
  if (text === undefined || text === null) return "";
  return typeof text === "string" ? text : UNREADABLE;
}

/** A text that nothing hangs on: empty when missing and when of another type. */
export function spareText(value: unknown): string {
  const text = textIn(value);
  return text === UNREADABLE ? "" : text;
}

/** A wxid, group id or the like; empty when missing. */
export function nameIn(value: unknown): string | Unreadable {
  const name = textIn(value);
  return name === UNREADABLE || name.length > NAME_LIMIT ? UNREADABLE : name;
}

/** A small integer; `undefined` when missing. */
export function integerIn(value: unknown): number | Unreadable | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : UNREADABLE;
  const bits = toBits(value);
  if (bits === undefined) return UNREADABLE;
  const integer = Number(BigInt.asIntN(64, bits));
  return Number.isSafeInteger(integer) ? integer : UNREADABLE;
}

/** A small integer that nothing hangs on: `undefined` when missing and when of another type. */
export function spareInteger(value: unknown): number | undefined {
  const integer = integerIn(value);
  return integer === UNREADABLE ? undefined : integer;
}

/**
 * Epoch seconds, out of seconds, milliseconds or microseconds, told apart by their size; `undefined` for 0 and for what
 * is no time. Parts of a second are dropped: a repetition by a relay that counts otherwise has the same time.
 */
export function secondsIn(value: unknown): number | undefined {
  const time = spareInteger(value);
  if (time === undefined || time <= 0) return undefined;
  const seconds = Math.floor(time >= 1e14 ? time / 1e6 : time > LAST_SECOND ? time / 1000 : time);
  return seconds > LAST_SECOND || seconds === 0 ? undefined : seconds;
}

/**
 * A 64-bit id as decimal digits, 0 counting as missing. The same 64 bits give the same digits whatever shape they came
 * in, so ids are read as unsigned: a negative number or half is its two's complement.
 */
export function idIn(value: unknown): string | Unreadable | undefined {
  if (value === undefined || value === null) return undefined;
  const bits = toBits(value);
  if (bits === undefined) return UNREADABLE;
  return bits === 0n ? undefined : BigInt.asUintN(64, bits).toString();
}

/** The base64 data of `ImgBuf`; `undefined` without one. */
export function bufferIn(value: unknown): string | undefined {
  const buffer = isFields(value) ? value.buffer : undefined;
  return typeof buffer === "string" && buffer !== "" ? buffer : undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The integer of a number, of digits or of two halves, if it fits into 64 bits, signed or unsigned. */
function toBits(value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value === "string") {
    const digits = /^-?\d{1,20}$/.test(value) ? value : value.length <= 40 ? exactInteger(value) : undefined;
    return digits === undefined ? undefined : within64Bits(BigInt(digits));
  }
  if (!isFields(value) || !("low" in value || "high" in value)) return undefined;
  const high = half(value.high);
  const low = half(value.low);
  return high === undefined || low === undefined ? undefined : (high << 32n) | low;
}

function within64Bits(value: bigint): bigint | undefined {
  return value === BigInt.asIntN(64, value) || value === BigInt.asUintN(64, value) ? value : undefined;
}

/** 32 bits, written signed or unsigned. */
function half(value: unknown): bigint | undefined {
  if (value === undefined || value === null) return 0n;
  const bits = typeof value === "string" && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof bits !== "number" || !Number.isInteger(bits)) return undefined;
  return bits >= -(2 ** 31) && bits < 2 ** 32 ? BigInt.asUintN(32, BigInt(bits)) : undefined;
}
