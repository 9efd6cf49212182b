import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { createCertificate } from "./certificate.ts";

/** The merchant of the demo fleet. Its keys are made at the first request that needs them. */
export const DEMO_MERCHANT = {
  mchId: "1900000109",
  name: "演示商户",
  apiV3Key: "localApiV3KeyOf32LettersAndDigit",
} as const;

const DAY = 86_400_000;
const CERTIFICATE_LIFE = 5 * 365 * DAY;
/** WeChat Pay tells a new certificate so long before it signs with it, ms. */
const AHEAD = DAY;

const certificateSchema = z.object({
  serial: z.string(),
  certificate: z.string(),
  privateKey: z.string(),
  notBefore: z.number(),
  notAfter: z.number(),
  /** When WeChat Pay begins to sign with it, epoch ms. */
  signsFrom: z.number(),
});

const merchantSchema = z.object({
  apiV3Key: z.string(),
  /** The key that the merchant signs its calls with, and the serial of its certificate. */
  privateKey: z.string(),
  publicKey: z.string(),
  certificateSerial: z.string(),
  /** WeChat Pay's own public key, with the private one that signs by it. */
  payPublicKeyId: z.string(),
  payPublicKey: z.string(),
  payPrivateKey: z.string(),
  certificates: z.array(certificateSchema).min(1),
  /** Of 100 notifications so many are signed by the public key, the others by a certificate. */
  publicKeyShare: z.number(),
  /** A probe goes out before every so many notifications; 0: never. */
  probeEvery: z.int(),
  /** Notifications so far. */
  sent: z.int(),
  /** Probes so far, and those that were answered as if their signature were right. */
  probes: z.int(),
  probesTaken: z.int(),
});

export type SimMerchant = z.infer<typeof merchantSchema>;

/** What a person sets of a merchant. */
export const merchantChangeSchema = z.strictObject({
  publicKeyShare: z.number().min(0).max(100).optional(),
  probeEvery: z.int().min(0).max(10_000).optional(),
});

export type SimMerchants = {
  /** The merchant, made where the demo's was never asked for; undefined for an id that WeChat Pay does not know. */
  get(mchId: string, now: number): SimMerchant | undefined;
  change(mchId: string, change: Partial<SimMerchant>, now: number): SimMerchant | undefined;
  /** A further certificate, with which WeChat Pay signs after a day. */
  renew(mchId: string, now: number): SimMerchant | undefined;
};

export function createMerchants(db: DatabaseSync): SimMerchants {
  const merchants = createDocuments(db, "payMerchants", merchantSchema);

  function get(mchId: string, now: number): SimMerchant | undefined {
    const known = merchants.get(mchId);
    if (known || mchId !== DEMO_MERCHANT.mchId) return known;
    const made = newMerchant(now);
    merchants.put(mchId, made);
    return made;
  }

  function change(mchId: string, changes: Partial<SimMerchant>, now: number): SimMerchant | undefined {
    const merchant = get(mchId, now);
    if (!merchant) return undefined;
    const next = { ...merchant, ...changes };
    merchants.put(mchId, next);
    return next;
  }

  return {
    get,
    change,
    renew(mchId, now) {
      const { certificates = [] } = get(mchId, now) ?? {};
      return change(mchId, { certificates: [...certificates, newCertificate(now, now + AHEAD)] }, now);
    },
  };
}

/** What the merchant's owner sees at pay.weixin.qq.com, and gives to the platform. */
export function ownersView(mchId: string, merchant: SimMerchant) {
  const { apiV3Key, privateKey, certificateSerial, payPublicKeyId, payPublicKey } = merchant;
  const { publicKeyShare, probeEvery, sent, probes, probesTaken, certificates } = merchant;
  return {
    mchId,
    apiV3Key,
    privateKey,
    certificateSerial,
    payPublicKeyId,
    payPublicKey,
    certificates: certificates.map(({ privateKey: _ours, ...certificate }) => certificate),
    ...{ publicKeyShare, probeEvery, sent, probes, probesTaken },
  };
}

function newMerchant(now: number): SimMerchant {
  const own = newPair();
  const pay = newPair();
  return {
    apiV3Key: DEMO_MERCHANT.apiV3Key,
    privateKey: own.privateKey,
    publicKey: own.publicKey,
    certificateSerial: newSerial(),
    payPublicKeyId: `PUB_KEY_ID_01${DEMO_MERCHANT.mchId}${String(now).padStart(20, "0")}`,
    payPublicKey: pay.publicKey,
    payPrivateKey: pay.privateKey,
    certificates: [newCertificate(now, now)],
    publicKeyShare: 50,
    probeEvery: 20,
    sent: 0,
    probes: 0,
    probesTaken: 0,
  };
}

function newPair() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function newCertificate(now: number, signsFrom: number): z.infer<typeof certificateSchema> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [serial, notBefore, notAfter] = [newSerial(), now - DAY, now + CERTIFICATE_LIFE];
  return {
    serial,
    certificate: createCertificate(keys, { serial, notBefore, notAfter }),
    privateKey: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ...{ notBefore, notAfter, signsFrom },
  };
}

/** 20 bytes in hex, as those of certificates; the first one is neither 0 nor over 7F. */
function newSerial(): string {
  return `4${randomBytes(20).toString("hex").slice(1)}`.toUpperCase();
}
