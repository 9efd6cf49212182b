import * as z from "zod";
import { SESSION_LIFE } from "./session.ts";

/** The public half of a key on the curve P-256, as JWK (RFC 7517). */
export const publicKeySchema = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

export type PublicKey = z.infer<typeof publicKeySchema>;

/** A key that signs people's sessions (ES256). Times in epoch ms. */
export const sessionKeySchema = z.object({
  kid: z.string().min(1).max(64),
  publicKey: publicKeySchema,
  createdAt: z.number(),
  /** It signs from then on, until the next key does. */
  signsFrom: z.number(),
});

export type SessionKey = z.infer<typeof sessionKeySchema>;

/** After so long the newest key gets a successor, ms: 30 days. */
export const KEY_LIFE = 30 * 86_400_000;

/** A successor is published for so long before it signs, ms: an hour, and what keys are remembered for. */
export const PUBLISHED_AHEAD = 2 * 3_600_000;

/** By so much clocks may differ, ms. */
export const CLOCKS_DIFFER = 300_000;

/** The key that signs at `now`, of keys in the order in which they sign. Undefined: there is no key at all. */
export function signingKey<K extends SessionKey>(keys: readonly K[], now: number): K | undefined {
  return keys.findLast(({ signsFrom }) => signsFrom <= now) ?? keys[0];
}

/** The keys whose tokens may still be good: a key is published until the last session that it signed is over. */
export function publishedKeys<K extends SessionKey>(keys: readonly K[], now: number): readonly K[] {
  return keys.filter((_, index) => {
    const next = keys[index + 1];
    return next === undefined || now < next.signsFrom + SESSION_LIFE + CLOCKS_DIFFER;
  });
}

/**
 * From when on a key would sign that is made at `now`: the first one at once, a later one when it was published for long
 * enough. Undefined: the newest key is young enough, and no new one is due.
 */
export function nextSignsFrom(keys: readonly SessionKey[], now: number): number | undefined {
  const newest = keys.at(-1);
  if (!newest) return now;
  return now >= newest.createdAt + KEY_LIFE ? now + PUBLISHED_AHEAD : undefined;
}
