import { bucketDay } from "../../kernel/domain/rate.ts";
import type { Key } from "../../platform/dynamodb/attributes.ts";

/** The item of a bucket on a day in China: its tokens, and the circuit of its account. */
export function keyOfBucket(bucket: string, now: number): Key {
  return { pk: `bucket#${bucket}`, sk: bucketDay(now) };
}
