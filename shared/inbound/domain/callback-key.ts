import { hash, timingSafeEqual } from "node:crypto";
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
export function matchesKey(keys: CallbackKeys, given: string): boolean {
  const digest = sha256(given);
  let matches = false;
  for (const key of digestsOf(keys)) matches = timingSafeEqual(key, digest) || matches;
  return matches;
}

/** The digests of keys, for as long as the keys are held. */
const known = new WeakMap<CallbackKeys, readonly Buffer[]>();

function digestsOf(keys: CallbackKeys): readonly Buffer[] {
  const before = known.get(keys);
  if (before) return before;
  const digests = keys.keys.map(sha256);
  known.set(keys, digests);
  return digests;
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
