import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";
import { officialAppIdSchema } from "../../accounts/domain/channel.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { type Merchant, serialOf } from "./merchant.ts";
import type { MerchantKeys } from "./merchant-keys.ts";

/** Bits of all keys in WeChat Pay's way to sign. */
const BITS = 2048;
/** A public key stays beside its successor, since WeChat Pay may sign by both. */
const MOST_PUBLIC_KEYS = 2;

const publicPemSchema = z
  .string()
  .max(4000)
  .refine((pem) => publicKeyIn(pem) !== undefined, "is no RSA public key of 2,048 bits (BEGIN PUBLIC KEY, PEM)");

const privatePemSchema = z
  .string()
  .max(8000)
  .refine(
    (pem) => privateKeyIn(pem) !== undefined,
    "is no RSA private key of 2,048 bits without a passphrase (apiclient_key.pem: BEGIN PRIVATE KEY, PEM)",
  );

/** What an operator sets of a merchant; what is left out stays, and null takes it away. */
export const merchantChangeSchema = z.strictObject({
  name: z.string().trim().max(100).exactOptional(),
  /** The accounts that are paid at. */
  appIds: z.array(appIdSchema.pipe(officialAppIdSchema)).max(100).exactOptional(),
  /** APIv3 密钥: 32 letters or digits, set at pay.weixin.qq.com. */
  apiV3Key: z
    .string()
    .regex(/^[A-Za-z0-9]{32}$/, "an APIv3 key has 32 letters or digits")
    .exactOptional(),
  /** 微信支付公钥 with its id. */
  publicKey: z
    .strictObject({
      id: z.string().regex(/^PUB_KEY_ID_\d{10,64}$/, "an id of WeChat Pay's public key is PUB_KEY_ID_ and digits"),
      pem: publicPemSchema,
    })
    .nullable()
    .exactOptional(),
  /** 商户 API 私钥 with the serial of its certificate: by it WeChat Pay is asked for its certificates. */
  privateKey: z
    .strictObject({
      serial: z.string().regex(/^[\dA-Fa-f]{8,40}$/, "a certificate's serial is 8 to 40 hex digits"),
      pem: privatePemSchema,
    })
    .nullable()
    .exactOptional(),
  /** The origin of WeChat Pay's API; null: https://api.mch.weixin.qq.com. */
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .refine((text) => URL.parse(text)?.origin === text, "an origin: no path, and no slash at its end")
    .nullable()
    .exactOptional(),
  /** The change is made only from this revision; 0: the merchant is new. */
  revision: z.int().min(0).exactOptional(),
});

export type MerchantChange = z.infer<typeof merchantChangeSchema>;

/** The keys of notifications after a change. Throws `invalid-input` for what is missing at first. */
export function changedMerchantKeys(kept: MerchantKeys | undefined, change: MerchantChange): MerchantKeys {
  const apiV3Key = change.apiV3Key ?? kept?.apiV3Key;
  if (apiV3Key === undefined) throw missing("apiV3Key", "is needed: the merchant is not stored yet");
  return { apiV3Key, publicKeys: publicKeysAfter(kept, change), certificates: kept?.certificates ?? [] };
}

function publicKeysAfter(kept: MerchantKeys | undefined, { publicKey }: MerchantChange): MerchantKeys["publicKeys"] {
  if (publicKey === null) return [];
  const present = kept?.publicKeys ?? [];
  if (publicKey === undefined) return present;
  const given = { id: publicKey.id, pem: publicPemOf(publicKey.pem) };
  return [given, ...present.filter(({ id }) => id !== given.id)].slice(0, MOST_PUBLIC_KEYS);
}

/**
 * A merchant after a change, as its keys are then. Throws `invalid-input` where neither a public key nor a private key
 * is left, since no notification could be checked.
 *
 * @param now epoch ms
 */
export function changedMerchant(
  mchId: string,
  kept: Merchant | undefined,
  keys: MerchantKeys,
  change: MerchantChange,
  now: number,
): Merchant {
  const fingerprint = fingerprintOf(mchId, keys.apiV3Key);
  const privateKey = privateKeyAfter(mchId, kept, change, now);
  if (keys.publicKeys.length === 0 && !privateKey) {
    throw missing("publicKey", "is needed where there is no privateKey: by one of them notifications are checked");
  }
  const apiUrl = change.apiUrl === undefined ? kept?.apiUrl : (change.apiUrl ?? undefined);
  return {
    mchId,
    name: change.name ?? kept?.name ?? "",
    appIds: change.appIds ?? kept?.appIds ?? [],
    apiV3Key: kept?.apiV3Key.fingerprint === fingerprint ? kept.apiV3Key : { fingerprint, setAt: now },
    publicKeys: keys.publicKeys.map(
      ({ id }) => kept?.publicKeys.find((known) => known.id === id) ?? { id, setAt: now },
    ),
    ...(privateKey ? { privateKey } : {}),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    updatedAt: now,
  };
}

function privateKeyAfter(
  mchId: string,
  kept: Merchant | undefined,
  { privateKey }: MerchantChange,
  now: number,
): Merchant["privateKey"] {
  if (privateKey === undefined) return kept?.privateKey;
  if (privateKey === null) return undefined;
  const next = {
    serial: serialOf(privateKey.serial),
    fingerprint: fingerprintOf(mchId, privatePemOf(privateKey.pem)),
    setAt: now,
  };
  const isSame = kept?.privateKey?.serial === next.serial && kept.privateKey.fingerprint === next.fingerprint;
  return isSame ? kept.privateKey : next;
}

/** PKCS#8, however it was given. */
export function privatePemOf(pem: string): string {
  return createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
}

function publicPemOf(pem: string): string {
  return createPublicKey(pem).export({ type: "spki", format: "pem" }).toString();
}

function privateKeyIn(pem: string): KeyObject | undefined {
  return rsaOf(() => createPrivateKey(pem));
}

/** Node makes a public key of a private one as well, and of a certificate. */
function publicKeyIn(pem: string): KeyObject | undefined {
  return /^\s*-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem) ? rsaOf(() => createPublicKey(pem)) : undefined;
}

function rsaOf(make: () => KeyObject): KeyObject | undefined {
  try {
    const key = make();
    return key.asymmetricKeyType === "rsa" && key.asymmetricKeyDetails?.modulusLength === BITS ? key : undefined;
  } catch {
    return undefined;
  }
}

/** By this operators compare what is kept with what they have: 16 hex digits, a merchant's own. */
function fingerprintOf(mchId: string, secret: string): string {
  return sha256Hex("merchant", mchId, secret).slice(0, 16);
}

function missing(path: string, message: string): AppError {
  return new AppError("invalid-input", `${path}: ${message}`, { details: { issues: [{ path, message }] } });
}
