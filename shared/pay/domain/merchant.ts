import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";

/** 商户号: of a merchant, or of a service provider. */
export const mchIdSchema = z.string().regex(/^\d{8,32}$/, "a merchant's id (商户号) is 8 to 32 digits");

/** Where WeChat Pay's API is reached. */
export const PAY_API = "https://api.mch.weixin.qq.com";

/** A certificate of WeChat Pay (微信支付平台证书), without its key. Times in epoch ms. */
export const certificateSchema = z.object({ serial: z.string(), notBefore: z.number(), notAfter: z.number() });

/** How a merchant's certificates stand. Times in epoch ms. */
export const certificatesStateSchema = z.object({
  /** When WeChat Pay was asked last. */
  triedAt: z.number(),
  /** When it told the certificates last; absent until it did. */
  fetchedAt: z.number().exactOptional(),
  certificates: z.array(certificateSchema),
  /** What went wrong with the last try; absent where nothing did. */
  trouble: z.string().exactOptional(),
});

export type CertificatesState = z.infer<typeof certificatesStateSchema>;

/** A merchant of WeChat Pay as it is stored, without its secrets. Times in epoch ms. */
export const merchantSchema = z.object({
  mchId: z.string(),
  name: z.string(),
  /** The accounts that are paid at. */
  appIds: z.array(appIdSchema),
  /** APIv3 密钥. */
  apiV3Key: z.object({ fingerprint: z.string(), setAt: z.number() }),
  /** WeChat Pay's public keys (微信支付公钥), the newest first: a replaced one stays beside its successor. */
  publicKeys: z.array(z.object({ id: z.string(), setAt: z.number() })),
  /** The merchant's own key (商户 API 私钥) by the serial of its certificate; certificates are asked for by it. */
  privateKey: z.object({ serial: z.string(), fingerprint: z.string(), setAt: z.number() }).exactOptional(),
  /** Where WeChat Pay is reached, where it is not `PAY_API`. */
  apiUrl: z.string().exactOptional(),
  updatedAt: z.number(),
});

export type Merchant = z.infer<typeof merchantSchema>;

/** A serial of a certificate as it is compared: hex in upper case without zeros in front; ids of public keys stay. */
export function serialOf(text: string): string {
  return /^[\da-f]+$/i.test(text) ? text.toUpperCase().replace(/^0+(?=.)/, "") : text;
}
