import * as z from "zod";

/**
 * How WeChat encrypts what it sends, as set at mp.weixin.qq.com (消息加解密方式). It is pinned, so that an attacker
 * cannot choose the weaker way by leaving the encrypted part out.
 */
export const encryptionModes = ["safe", "compatible", "plain"] as const;
export type EncryptionMode = (typeof encryptionModes)[number];

/** Who answers in the account's name: the callback's own answer, the customer-service API, or both. */
export const replyModes = ["customer-service", "passive", "both"] as const;
export type ReplyMode = (typeof replyModes)[number];

/** What WeChat's pages take. The messages name the field and never its value. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9]{3,32}$/, "the Token (令牌) has 3 to 32 letters or digits");
export const encodingAesKeySchema = z
  .string()
  .regex(/^[A-Za-z0-9]{43}$/, "the EncodingAESKey (消息加解密密钥) has 43 letters or digits");
export const appSecretSchema = z
  .string("the AppSecret is not set")
  .regex(/^[!-~]{1,128}$/, "the AppSecret has 1 to 128 visible characters without blanks");
/** Its messages are worked on in so many lanes side by side, in order for each person: for heavy traffic. */
export const lanesSchema = z.int().min(2).max(100);

/** A Token and, in every mode but `plain`, an EncodingAESKey. */
export type CallbackKey = { readonly token: string; readonly encodingAesKey?: string };

/** All that a callback has to know of the account to which it came. */
export type CallbackKeys = {
  readonly mode: EncryptionMode;
  /** The newest first. An old one is accepted until `until` (epoch ms). */
  readonly keys: readonly (CallbackKey & { readonly until?: number })[];
  /** The id inside what WeChat encrypts: the account's own, or that of its third-party platform. */
  readonly recipient: string;
  /** `gh_…`, to which its messages are addressed: accounts of one platform share their keys. */
  readonly originalId?: string;
  /** Its messages are worked on in so many lanes side by side, in order for each person. */
  readonly lanes?: number;
  readonly replyMode: ReplyMode;
};

/** By what the account's tokens are got: an AppSecret of its own, or the authorization of a third-party platform. */
export type AppCredential =
  | { readonly kind: "secret"; readonly appSecret: string }
  | { readonly kind: "component"; readonly componentAppId: string };

/** The keys that are accepted at `now` (epoch ms), the newest first. */
export function keysInForce<K extends { readonly until?: number }>(keys: readonly K[], now: number): readonly K[] {
  return keys.some(({ until }) => until !== undefined && until <= now)
    ? keys.filter(({ until = Number.POSITIVE_INFINITY }) => now < until)
    : keys;
}
