import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";

/**
 * The keys that callback URLs may carry: two, so that a new one can be brought in before the old one ends. A single
 * string stands for one key: CloudFormation can generate no list.
 */
export const callbackKeysSchema = z.object({
  keys: z.preprocess(
    (keys) => (typeof keys === "string" ? [keys] : keys),
    z
      .array(z.string().min(16, "a callback key has at least 16 characters"))
      .min(1)
      .max(2, "at most two callback keys are active at once"),
  ),
});

export type CallbackKeys = z.infer<typeof callbackKeysSchema>;

/** Whether `given` is one of the keys; takes the same time whichever it is and however much of it is right. */
export function matchesKey({ keys }: CallbackKeys, given: string): boolean {
  const digest = sha256(given);
  let matches = false;
  for (const key of keys) matches = timingSafeEqual(sha256(key), digest) || matches;
  return matches;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
