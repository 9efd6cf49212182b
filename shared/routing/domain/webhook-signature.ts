import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { remembered } from "../../kernel/domain/remembered.ts";
import type { Webhook } from "./routing.ts";

/** How long the secret before the present one still signs, ms. */
const OVERLAP = 86_400_000;

/**
 * A webhook's secret, as its receiver is told it: of the deployment's key, the webhook's id and the secret's version.
 */
export function webhookSecret(key: string, webhook: string, version: number): string {
  return `whsec_${secretOf(key, webhook, version).export().toString("base64")}`;
}

/** The secrets that a deployment's key gives. Node.js imports a key that is given as bytes at each call. */
const secretsOf = remembered((key) =>
  remembered((name) => createSecretKey(createHmac("sha256", key).update(name).digest())),
);

function secretOf(key: string, webhook: string, version: number): KeyObject {
  return secretsOf(key)(`webhook\n${webhook}\n${version}`);
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
    const hmac = createHmac("sha256", secretOf(key, webhook, version));
    return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
