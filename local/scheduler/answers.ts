import * as z from "zod";
import { AwsError } from "../aws/service.ts";

export type SchedulerAction = (input: Record<string, unknown>) => object;

/** The REST protocol has times in epoch seconds. */
export const seconds = (ms: number): number => ms / 1000;

export const conflict = (message: string) => new AwsError("ConflictException", message, { status: 409 });
export const missing = (message: string) => new AwsError("ResourceNotFoundException", message, { status: 404 });

/** What every list takes. */
export const page = {
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().default(""),
};

/** One page of what is sorted by `keyOf`; the token is the key of the last item. */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults, NextToken }: { MaxResults: number; NextToken: string },
): { items: readonly T[]; NextToken: string | undefined } {
  const after = Buffer.from(NextToken, "base64url").toString("utf8");
  const left = items.filter((item) => keyOf(item) > after);
  const last = left[MaxResults - 1];
  const more = left.length > MaxResults && last !== undefined;
  return {
    items: left.slice(0, MaxResults),
    NextToken: more ? Buffer.from(keyOf(last)).toString("base64url") : undefined,
  };
}
