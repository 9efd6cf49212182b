import { createPrivateKey } from "node:crypto";
import type { SimMerchant } from "./merchants.ts";
import type { PaySigner } from "./wire.ts";

/** The key that signs one notification: by the share, drawn anew for each, as WeChat Pay does while a merchant switches. */
export function drawSigner(merchant: SimMerchant, now: number, random: () => number): PaySigner {
  return random() * 100 < merchant.publicKeyShare ? publicKeySigner(merchant) : certificateSigner(merchant, now);
}

export function publicKeySigner({ payPublicKeyId, payPrivateKey }: SimMerchant): PaySigner {
  return { serial: payPublicKeyId, privateKey: createPrivateKey(payPrivateKey) };
}

/** The newest certificate that WeChat Pay signs with by now. */
export function certificateSigner({ certificates }: SimMerchant, now: number): PaySigner {
  const [newest] = certificates.filter(({ signsFrom }) => signsFrom <= now).toReversed();
  if (!newest) throw new Error("the merchant has no certificate that signs");
  return { serial: newest.serial, privateKey: createPrivateKey(newest.privateKey) };
}
