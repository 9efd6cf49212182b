import * as z from "zod";
import { bucketDay } from "../../kernel/domain/rate.ts";
import { TOKEN_RULES, type TokenKind, type TokenRule } from "./token-kinds.ts";

/** A token or ticket of WeChat. Times in epoch ms. */
export const keptTokenSchema = z.object({
  value: z.string().min(1),
  /** WeChat refuses it from then on. */
  validUntil: z.number(),
  /** From then on the next one is asked for; this one still serves. */
  refreshAfter: z.number(),
});

export type KeptToken = z.infer<typeof keptTokenSchema>;

/** How often a token was replaced before its end: last at `at` (epoch ms), and `count` times on that `day` (in China). */
export type Replacements = { readonly at: number; readonly day: string; readonly count: number };

/** An owner's token of a kind as it is stored. `epoch` grows with every holder of the refresh lease. */
export type TokenState = {
  readonly token?: KeptToken;
  readonly epoch: number;
  readonly replaced?: Replacements;
};

/** A token as WeChat gave it at `askedAt` (epoch ms). */
export function keptTokenOf(kind: TokenKind, value: string, expiresInSeconds: number, askedAt: number): KeptToken {
  const { early, margin } = TOKEN_RULES[kind];
  const validUntil = askedAt + expiresInSeconds * 1000;
  return { value, validUntil, refreshAfter: Math.min(validUntil, Math.max(validUntil - early, askedAt) + margin) };
}

/** Whether a token is within its time at `now` (epoch ms). */
export function isValid(token: KeptToken | undefined, now: number): token is KeptToken {
  return token !== undefined && now < token.validUntil;
}

/**
 * The token where it serves a caller, else undefined. A caller whose token `failed` is served by any other valid token,
 * all others by one that is not due for renewal at `now` (epoch ms).
 */
export function serving(token: KeptToken | undefined, failed: string | undefined, now: number): KeptToken | undefined {
  if (!isValid(token, now)) return undefined;
  const does = failed === undefined ? now < token.refreshAfter : token.value !== failed;
  return does ? token : undefined;
}

/** What to store before a token is replaced at `now` (epoch ms); undefined where the limits forbid it. */
export function nextReplacement(
  { aDay, pause }: TokenRule["replacing"],
  replaced: Replacements | undefined,
  now: number,
): Replacements | undefined {
  const day = bucketDay(now);
  const count = replaced?.day === day ? replaced.count : 0;
  if (replaced && now - replaced.at < pause) return undefined;
  return count < aDay ? { at: now, day, count: count + 1 } : undefined;
}
