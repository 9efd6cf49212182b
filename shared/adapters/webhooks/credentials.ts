import * as z from "zod";

/**
 * The secret of the webhooks: `key`, of which each webhook's secret is made, and the origins (`http://10.0.0.5:8080`)
 * whose URLs need neither https nor a public address.
 */
export const webhookCredentialsSchema = z.object({
  key: z.string().min(16, "at least 16 characters"),
  trustedOrigins: z
    .array(z.string().refine(isOrigin, "must be an origin alone: scheme, host and port, such as http://10.0.0.5:8080"))
    .default([]),
});

function isOrigin(given: string): boolean {
  return /^https?:/.test(given) && URL.canParse(given) && new URL(given).origin === given;
}
