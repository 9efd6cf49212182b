import { type BucketState, bucketDay } from "../../kernel/domain/rate.ts";
import { expiryAfter, type Item, type Key, numberOf } from "../../platform/dynamodb/attributes.ts";
import { ACCOUNT_WINDOW } from "../domain/account-circuit.ts";

/** The item of a bucket on a day in China: its tokens, and the circuit of its account. */
export function keyOfBucket(bucket: string, now: number): Key {
  return { pk: `bucket#${bucket}`, sk: bucketDay(now) };
}

/** DynamoDB removes a bucket's item two days after its last change. */
export const bucketExpiry = (now: number) => expiryAfter(2, now);

export function stateOf(item: Item | undefined): BucketState | undefined {
  return item && { tat: numberOf(item, "tat"), used: numberOf(item, "used") };
}

/** Until when the circuit of a bucket's account is open, epoch ms; 0 while it is closed. */
export function openUntilOf(item: Item): number {
  return item.openUntil === undefined ? 0 : numberOf(item, "openUntil");
}

/** Whether failures of the account's calls are being counted. */
export function isInWindow(item: Item | undefined, now: number): boolean {
  return item?.windowStart !== undefined && numberOf(item, "windowStart") >= now - ACCOUNT_WINDOW;
}
