import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { remembered } from "../../kernel/domain/remembered.ts";
import type { PayVerifier } from "../../pay/application/ports/merchants.ts";
import { serialOf } from "../../pay/domain/merchant.ts";
import type { PaySignature } from "../../pay/domain/pay-signature.ts";
import { refusal } from "./refusal.ts";

/** The one way in which WeChat Pay signs for merchants that have RSA keys; meant where the header is absent. */
const RSA = "WECHATPAY2-SHA256-RSA2048";
/** By such signatures WeChat Pay finds out who does not check (签名探测). */
const PROBE = "WECHATPAY/SIGNTEST/";

/** How old a signature may be, or how far in the future, s. */
const WINDOW = 300;

/** 256 bytes in base64. */
const SIGNATURE = /^[A-Za-z\d+/]{342}==$/;

const publicKeyOf = remembered((pem: string): KeyObject => createPublicKey(pem));

/**
 * Refuses what cannot be right whatever the keys are, so that no key is asked for.
 *
 * @param now epoch ms
 */
export function refuseHeaders({ timestamp, nonce, signature, serial, signatureType }: PaySignature, now: number): void {
  if (signatureType !== "" && signatureType !== RSA) {
    throw refusal("signature-type", `the signature's type is not ${RSA}`);
  }
  if (signature.startsWith(PROBE)) throw refusal("probe", "the signature is WeChat Pay's probe, and wrong by intent");
  if (nonce === "" || serial === "" || !SIGNATURE.test(signature)) {
    throw refusal("headers", "the nonce, the serial or the signature is absent, or has a wrong form");
  }
  const signedAt = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(Math.floor(now / 1000) - signedAt) <= WINDOW)) {
    throw refusal("timestamp", "the signature is more than five minutes old, or from the future");
  }
}

/**
 * The key in force at `now` (epoch ms) that the serial names: of a certificate or Pay's public key, since both sign
 * while a merchant changes over.
 */
export function verifierOf(verifiers: readonly PayVerifier[], serial: string, now: number): PayVerifier | undefined {
  const wanted = serialOf(serial);
  return verifiers.find(
    (verifier) => serialOf(verifier.serial) === wanted && now < (verifier.notAfter ?? Number.POSITIVE_INFINITY),
  );
}

/**
 * Whether the key signed timestamp, nonce and body, each with a line feed behind it.
 * https://pay.weixin.qq.com/docs/merchant/development/interface-rules/build-verify-sign-src.html
 *
 * @param body as it came, byte for byte
 */
export function isSignedBy(
  { publicKey }: Pick<PayVerifier, "publicKey">,
  { timestamp, nonce, signature }: Pick<PaySignature, "timestamp" | "nonce" | "signature">,
  body: string,
): boolean {
  return isTextSignedBy(publicKey, signature, `${timestamp}\n${nonce}\n${body}\n`);
}

/** SHA-256 with RSA (PKCS#1 v1.5); the key in PEM, the signature in base64. */
export function isTextSignedBy(publicKey: string, signature: string, text: string): boolean {
  return verify("sha256", Buffer.from(text), publicKeyOf(publicKey), Buffer.from(signature, "base64"));
}
