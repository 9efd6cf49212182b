/**
 * Posts to a webhook and returns its answer, whatever the status. Throws `invalid-input` (URL), `too-large`,
 * `unreachable`.
 */
export type PostWebhook = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<{ readonly status: number; readonly body: string }>;

/** What the deployment says of webhooks: the key that all their secrets are made of, and origins that need no guard. */
export type WebhookCredentials = () => Promise<{ readonly key: string; readonly trustedOrigins: readonly string[] }>;
