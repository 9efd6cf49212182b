import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { AppError } from "../../kernel/domain/errors.ts";

export type Item = Record<string, AttributeValue>;
export type Key = { readonly pk: string; readonly sk: string };

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const flag = (value: boolean): AttributeValue => ({ BOOL: value });

export function keyOf(key: Key): { pk: AttributeValue; sk: AttributeValue } {
  return { pk: text(key.pk), sk: text(key.sk) };
}

/** Reads a string attribute; throws `internal` where it is missing or of another type. */
export function textOf(item: Item, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw malformed(item, name);
  return value;
}

/** Reads a number attribute; throws `internal` where it is missing or of another type. */
export function numberOf(item: Item, name: string): number {
  const value = item[name]?.N;
  if (value === undefined) throw malformed(item, name);
  return Number(value);
}

/** A stored item that is not what this code writes. */
export function malformed(item: Item, what: string, cause?: unknown): AppError {
  return new AppError("internal", `a stored item is not readable: ${what}`, {
    cause,
    details: { pk: item.pk?.S, sk: item.sk?.S },
  });
}

const DAY = 86_400_000;

/** The TTL attribute's value (epoch seconds) for something that is of no use `days` after `now` (epoch ms). */
export function expiryAfter(days: number, now: number): AttributeValue {
  return number(Math.ceil((now + days * DAY) / 1000));
}

/** Whether an item counts as gone: DynamoDB deletes expired items hours to days late. */
export function isExpired(item: Item, now: number): boolean {
  return Number(item.expiresAt?.N ?? Number.POSITIVE_INFINITY) <= Math.floor(now / 1000);
}

/** Bytes that one part of a key may take: DynamoDB allows 2,048 for a partition key and 1,024 for a sort key. */
const PART_LIMIT = 400;

/** A part of a composite key: without the separator `#`, and hashed where outside data made it too long. */
export function keyPart(value: string): string {
  if (Buffer.byteLength(value) > PART_LIMIT) return `sha256:${createHash("sha256").update(value).digest("hex")}`;
  return value.replace(/[%#]/g, encodeURIComponent);
}

const PAD = 15;
const LARGEST = 10 ** PAD - 1;

/** A whole number, not negative, in a form that sorts as text. */
export function sortable(value: number): string {
  return String(Math.min(LARGEST, Math.max(0, Math.trunc(value)))).padStart(PAD, "0");
}
