import { randomBytes } from "node:crypto";

/** A message id as the vendor gives them: a 63-bit positive integer, beyond what a double can hold. */
export function newMessageId(): bigint {
  return (randomBytes(8).readBigUInt64BE() >> 1n) | (1n << 60n);
}

/** A device id: `wx_` and 20 characters. */
export function newAppId(): string {
  return `wx_${randomBytes(15).toString("base64url")}`;
}
