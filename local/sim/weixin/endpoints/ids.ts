import { randomBytes, randomInt } from "node:crypto";

/** An id as WeChat's media, templates and tickets have it. */
export function newKey(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** A 64-bit id, in digits. */
export function newNumber(): string {
  return String(2_000_000_000_000_000_000n + BigInt(randomInt(2 ** 47)));
}

/** The same as a bare integer on the wire. */
export function onWire(digits: string): bigint {
  return BigInt(digits);
}
