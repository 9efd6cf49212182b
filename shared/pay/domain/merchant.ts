import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";

/** 商户号: of a merchant, or of a service provider. */
export const mchIdSchema = z.string().regex(/^\d{8,32}$/, "a merchant's id (商户号) is 8 to 32 digits");

/** APIv3 密钥: 32 bytes that the merchant chose at pay.weixin.qq.com, which takes letters and digits only. */
export const apiV3KeySchema = z.string().regex(/^[A-Za-z0-9]{32}$/, "an APIv3 key is 32 letters or digits");

/** The id of WeChat Pay's public key (微信支付公钥 ID). */
export const publicKeyIdSchema = z
  .string()
  .regex(/^PUB_KEY_ID_\d{10,64}$/, "an id of WeChat Pay's public key is PUB_KEY_ID_ and digits");

/** The accounts that are paid at. */
export const paidAppIdsSchema = z.array(appIdSchema).max(100);

/** A serial of a certificate as it is compared: hex in upper case without zeros in front; ids of public keys stay. */
export function serialOf(text: string): string {
  return /^[\da-f]+$/i.test(text) ? text.toUpperCase().replace(/^0+(?=.)/, "") : text;
}
