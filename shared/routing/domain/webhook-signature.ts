import { createHmac } from "node:crypto";
import type { Webhook } from "./routing.ts";

/** How long the secret before the present one still signs, ms. */
const OVERLAP = 86_400_000;

/**
 * A webhook's secret, as its receiver is told it: of the deployment's key, the webhook's id and the secret's version.
 */
export function webhookSecret(key: string, webhook: string, version: number): string {
  return `whsec_${secretBytes(key, webhook, version).toString("base64")}`;
}

function secretBytes(key: string, webhook: string, version: number): Buffer {
  return createHmac("sha256", key).update(`webhook\n${webhook}\n${version}`).digest();
}

/**
 * The headers that prove where a body comes from, as https://www.standardwebhooks.com has them: HMAC-SHA256 over
 * `id.timestamp.body`, by the present secret and for a day by the one before it.
 *
 * @param now epoch ms
 */
export function signedHeaders(
  key: string,
  webhook: string,
  { secretVersion, secretSince }: Pick<Webhook, "secretVersion" | "secretSince">,
  id: string,
  body: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const overlaps = secretVersion > 1 && now - secretSince < OVERLAP;
  const versions = overlaps ? [secretVersion, secretVersion - 1] : [secretVersion];
  const signatures = versions.map((version) => {
    const hmac = createHmac("sha256", secretBytes(key, webhook, version));
    return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
