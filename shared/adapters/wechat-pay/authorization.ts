import { createPrivateKey, sign } from "node:crypto";
import { remembered } from "../../kernel/domain/remembered.ts";
import type { SigningKey } from "../../pay/application/ports/merchant-store.ts";

const TYPE = "WECHATPAY2-SHA256-RSA2048";

const privateKeyOf = remembered((pem: string) => createPrivateKey(pem), 100);

/**
 * The header `Authorization` of a request: it signs method, path with query, time, nonce and body.
 * https://pay.weixin.qq.com/docs/merchant/development/interface-rules/signature-generation.html
 *
 * @param now epoch ms
 * @param nonce letters and digits, another one for each request
 */
export function authorizationOf(
  request: { readonly method: "GET" | "POST"; readonly path: string; readonly body: string },
  { mchId, signingKey }: { readonly mchId: string; readonly signingKey: SigningKey },
  now: number,
  nonce: string,
): string {
  const timestamp = String(Math.floor(now / 1000));
  const lines = [request.method, request.path, timestamp, nonce, request.body];
  const text = lines.map((line) => `${line}\n`).join("");
  const signature = sign("sha256", Buffer.from(text), privateKeyOf(signingKey.pem)).toString("base64");
  const parts = { mchid: mchId, nonce_str: nonce, signature, timestamp, serial_no: signingKey.serial };
  return `${TYPE} ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}`;
}
