import * as z from "zod";

/**
 * The vendor's fields in all the shapes that it and its relays send: texts plain or as `{"string": "…"}`, numbers as
 * numbers, as digits, or as 64 bits in two halves `{"high": h, "low": l}` (either may be digits; a missing one is 0).
 * `{}`, `null` and a missing field mean "nothing".
 */
const TEXT_LIMIT = 512;

/** Text of any length; empty when missing. */
export const vendorText = z.preprocess(unwrapText, z.string());

/** A wxid, group id or the like. */
export const vendorName = z.preprocess(unwrapText, z.string().min(1, "is missing").max(TEXT_LIMIT));

/** A wxid that may be missing: empty then. */
export const vendorOptionalName = z.preprocess(unwrapText, z.string().max(TEXT_LIMIT));

/** A text that nothing hangs on: empty when missing and when of another type. */
export const vendorSpareText = z.preprocess((value) => {
  const text = unwrapText(value);
  return typeof text === "string" ? text : "";
}, z.string());

/** A small integer. */
export const vendorInteger = z.preprocess(toInteger, z.number().int());

/** A small integer that nothing hangs on: `undefined` when missing and when of another type. */
export const vendorSpareInteger = z.preprocess((value) => {
  const integer = toInteger(value);
  return Number.isSafeInteger(integer) ? integer : undefined;
}, z.number().optional());

/** Epoch seconds up to the year 9999; 0 counts as missing. */
export const vendorSeconds = z.preprocess((value) => {
  const seconds = toInteger(value);
  return seconds === 0 ? undefined : seconds;
}, z.number().int().min(0).max(253_402_300_799).optional());

/**
 * A 64-bit id as decimal digits, 0 counting as missing. The same 64 bits give the same digits whatever shape they came
 * in, so ids are read as unsigned: a negative number or half is its two's complement.
 */
export const vendorId = z.preprocess(
  toDecimalId,
  z.string("must be a 64-bit integer").regex(/^\d+$/, "must be a 64-bit integer").optional(),
);

/** The base64 data of `ImgBuf`; `undefined` without one. */
export const vendorBuffer = z.preprocess((value) => {
  const buffer = isRecord(value) ? value.buffer : undefined;
  return typeof buffer === "string" && buffer !== "" ? buffer : undefined;
}, z.string().optional());

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unwrapText(value: unknown): unknown {
  const text = isRecord(value) && ("string" in value || isEmpty(value)) ? value.string : value;
  return text ?? "";
}

function isEmpty(record: Record<string, unknown>): boolean {
  return Object.keys(record).length === 0;
}

function toInteger(value: unknown): unknown {
  if (typeof value === "number") return value;
  const bits = toBits(value);
  if (bits === undefined) return value ?? undefined;
  return Number(BigInt.asIntN(64, bits));
}

function toDecimalId(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  const bits = toBits(value);
  if (bits === undefined) return typeof value === "string" ? "not a number" : value;
  return bits === 0n ? undefined : BigInt.asUintN(64, bits).toString();
}

/** The integer of a number, of digits or of two halves, if it fits into 64 bits, signed or unsigned. */
function toBits(value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value === "string") return /^-?\d{1,20}$/.test(value) ? within64Bits(BigInt(value)) : undefined;
  if (!isRecord(value) || !("low" in value || "high" in value)) return undefined;
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
