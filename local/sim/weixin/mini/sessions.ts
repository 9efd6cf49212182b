import { createHash, createHmac, randomBytes } from "node:crypto";
import * as z from "zod";
import type { Shelf } from "../state/shelves.ts";

/** The things of one account. */
export type AccountShelf = <T>(kind: string, schema: z.ZodType<T>) => Shelf<T>;

const codeSchema = z.object({ openid: z.string(), sessionKey: z.string(), until: z.number(), used: z.boolean() });
/** Base64 of 16 bytes, the newest first. */
const keysSchema = z.object({ keys: z.array(z.string()) });
const phoneCodeSchema = z.object({ openid: z.string(), phone: z.string(), until: z.number() });
const sealedSchema = z.object({ at: z.number() });

const CODE_LIFE = 300_000;
const KEPT_KEYS = 10;
/** So long WeChat knows what it encrypted. */
const SEALED_LIFE = 3 * 86_400_000;

const codesOf = (shelf: AccountShelf) => shelf("js-codes", codeSchema);
const keysOf = (shelf: AccountShelf) => shelf("session-keys", keysSchema);
const phoneCodesOf = (shelf: AccountShelf) => shelf("client-phone-codes", phoneCodeSchema);
const sealedOf = (shelf: AccountShelf) => shelf("encrypted-data", sealedSchema);

/** `wx.login`: a code for five minutes, and the person has another session key from now on. */
export function logIn(shelf: AccountShelf, openid: string, now: number): string {
  const sessionKey = randomBytes(16).toString("base64");
  const { keys = [] } = keysOf(shelf).get(openid) ?? {};
  keysOf(shelf).put(openid, { keys: [sessionKey, ...keys].slice(0, KEPT_KEYS) });
  const code = randomText();
  codesOf(shelf).put(code, { openid, sessionKey, until: now + CODE_LIFE, used: false });
  return code;
}

/** `jscode2session`: who came with the code, and the key of that login; an errcode for a code that is no good. */
export function sessionOf(
  shelf: AccountShelf,
  value: string,
  now: number,
): { readonly openid: string; readonly sessionKey: string } | 40029 | 40163 {
  const code = codesOf(shelf).get(value);
  if (!code) return 40_029;
  if (code.used) return 40_163;
  if (now >= code.until) return 40_029;
  codesOf(shelf).put(value, { ...code, used: true });
  return { openid: code.openid, sessionKey: code.sessionKey };
}

/** A person's session key; `age` 0: the newest, 1: the one before. */
export function keyOf(shelf: AccountShelf, openid: string, age: number): string | undefined {
  return keysOf(shelf).get(openid)?.keys[age];
}

/** Whether a signature of nothing was made with the person's newest key. */
export function isSignedWithKey(shelf: AccountShelf, openid: string, signature: string): boolean {
  const key = keyOf(shelf, openid, 0);
  return key !== undefined && createHmac("sha256", key).update("").digest("hex") === signature;
}

/** The code of `getPhoneNumber`: good once, for five minutes. */
export function newPhoneCode(shelf: AccountShelf, owner: { openid: string; phone: string }, now: number): string {
  const code = randomText();
  phoneCodesOf(shelf).put(code, { ...owner, until: now + CODE_LIFE });
  return code;
}

/** The number behind a code, which is used up; undefined where it is no good. */
export function takePhone(
  shelf: AccountShelf,
  { code, openid }: { readonly code: string; readonly openid?: string | undefined },
  now: number,
): string | undefined {
  const found = phoneCodesOf(shelf).get(code);
  if (!found || (openid !== undefined && openid !== found.openid)) return undefined;
  phoneCodesOf(shelf).delete(code);
  return now < found.until ? found.phone : undefined;
}

/** Remembers what WeChat encrypted. */
export function rememberSealed(shelf: AccountShelf, encryptedData: string, now: number): void {
  sealedOf(shelf).put(createHash("sha256").update(encryptedData).digest("hex"), { at: now });
}

/** When WeChat encrypted what has the SHA-256 `hash`; undefined where it did not within three days. */
export function sealedAt(shelf: AccountShelf, hash: string, now: number): number | undefined {
  const at = sealedOf(shelf).get(hash)?.at;
  return at !== undefined && now - at < SEALED_LIFE ? at : undefined;
}

function randomText(): string {
  return randomBytes(24).toString("base64url");
}
