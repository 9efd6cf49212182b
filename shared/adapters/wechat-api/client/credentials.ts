import * as z from "zod";

/**
 * The gateway's secret, at least `{ token }`; `baseUrl` is WechatApi's own unless given. Gateways of the same
 * protocol under other names set `headerName` (of the token's header) and `paths` (by the contract's path).
 * Self-hosted ones whose file URLs are not public https set `mediaOrigins`.
 */
export const gatewayCredentialsSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }).default("http://api.wechatapi.net/finder/v2/api"),
  token: z.string().min(1, "the gateway's token is not set"),
  headerName: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be the name of a header")
    .optional(),
  /** Where the gateway's files may be fetched from besides public https hosts: `http://10.0.0.5:8080`. */
  mediaOrigins: z
    .array(z.string().refine(isOrigin, "must be an origin alone: scheme, host and port, such as http://10.0.0.5:8080"))
    .max(20)
    .optional(),
  paths: z.record(z.string(), z.string().regex(/^\/[^\s?#]*$/, "must be a path that begins with /")).optional(),
});

export type GatewayCredentials = z.infer<typeof gatewayCredentialsSchema>;

function isOrigin(given: string): boolean {
  return /^https?:/.test(given) && URL.canParse(given) && new URL(given).origin === given;
}
