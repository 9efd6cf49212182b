import * as z from "zod";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { type AppCredential, type CallbackKeys, encryptionModes, lanesSchema, replyModes } from "./credentials.ts";

/** A key as it is kept. `setAt`, `until`: epoch ms. */
const keptKeySchema = z.object({
  token: z.string(),
  encodingAesKey: z.string().exactOptional(),
  setAt: z.number(),
  until: z.number().exactOptional(),
});
export type KeptKey = z.infer<typeof keptKeySchema>;

/** The keys of an account's callbacks as they are kept. An account of a third-party platform has no keys of its own. */
export const keptKeysSchema = z.object({
  mode: z.enum(encryptionModes),
  keys: z.array(keptKeySchema),
  recipient: z.string(),
  originalId: z.string().exactOptional(),
  lanes: lanesSchema.exactOptional(),
  replyMode: z.enum(replyModes),
}) satisfies z.ZodType<CallbackKeys>;
export type KeptKeys = z.infer<typeof keptKeysSchema>;

/** How the last try of a secret at WeChat ended; `at`: epoch ms. `unverified`: WeChat said neither yes nor no. */
const trialSchema = z.object({
  status: z.enum(["verified", "unverified"]),
  at: z.number(),
  errcode: z.number().exactOptional(),
  words: z.string().exactOptional(),
});
export type KeptTrial = z.infer<typeof trialSchema>;

/** An account's credential as it is kept. */
export const keptCredentialSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("secret"), appSecret: z.string(), setAt: z.number(), trial: trialSchema }),
  z.object({ kind: z.literal("component"), componentAppId: z.string(), setAt: z.number() }),
]) satisfies z.ZodType<AppCredential>;
export type KeptCredential = z.infer<typeof keptCredentialSchema>;

/** By this operators compare what is kept with what they have: 16 hex digits, an account's own. */
export function fingerprintOf(appId: string, ...secrets: readonly string[]): string {
  return sha256Hex("credential", appId, ...secrets).slice(0, 16);
}
