/**
 * How WeChat encrypts what it sends, as set at mp.weixin.qq.com (消息加解密方式). It is pinned, so that an attacker
 * cannot choose the weaker way by leaving the encrypted part out.
 */
export const encryptionModes = ["safe", "compatible", "plain"] as const;
export type EncryptionMode = (typeof encryptionModes)[number];

/** Who answers in the account's name: the callback's own answer, the customer-service API, or both. */
export const replyModes = ["customer-service", "passive", "both"] as const;
export type ReplyMode = (typeof replyModes)[number];

/** A Token and, in every mode but `plain`, an EncodingAESKey. */
export type CallbackKey = { readonly token: string; readonly encodingAesKey?: string };

/** All that a callback has to know of the account to which it came. */
export type CallbackKeys = {
  readonly mode: EncryptionMode;
  /** The newest first. An old one is accepted until `until` (epoch ms). */
  readonly keys: readonly (CallbackKey & { readonly until?: number })[];
  /** The id inside what WeChat encrypts: the account's own, or that of its third-party platform. */
  readonly recipient: string;
  /** Its messages are worked on in so many lanes side by side, in order for each person. */
  readonly lanes?: number;
  readonly replyMode: ReplyMode;
};

/** By what the account's tokens are got: an AppSecret of its own, or the authorization of a third-party platform. */
export type AppCredential =
  | { readonly kind: "secret"; readonly appSecret: string }
  | { readonly kind: "component"; readonly componentAppId: string };
