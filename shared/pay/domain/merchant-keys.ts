import * as z from "zod";
import { certificateSchema } from "./merchant.ts";

/** A certificate of WeChat Pay with its key (PEM). */
export const keptCertificateSchema = certificateSchema.extend({ publicKey: z.string() });

export type KeptCertificate = z.infer<typeof keptCertificateSchema>;

/** What a merchant's notifications are opened with, as it is kept: one sealed row. */
export const merchantKeysSchema = z.object({
  /** 32 letters and digits. */
  apiV3Key: z.string(),
  /** WeChat Pay's public keys in PEM, the newest first. */
  publicKeys: z.array(z.object({ id: z.string(), pem: z.string() })),
  certificates: z.array(keptCertificateSchema),
});

export type MerchantKeys = z.infer<typeof merchantKeysSchema>;

/**
 * The certificates that are kept after WeChat Pay told `told`: an old one stays beside the new one until it is over, the
 * one that is good for longest first.
 *
 * @param now epoch ms
 */
export function keptCertificates(
  kept: readonly KeptCertificate[],
  told: readonly KeptCertificate[],
  now: number,
): KeptCertificate[] {
  const bySerial = new Map([...kept, ...told].map((certificate) => [certificate.serial, certificate]));
  return [...bySerial.values()]
    .filter(({ notAfter }) => now < notAfter)
    .sort((one, other) => other.notAfter - one.notAfter);
}
