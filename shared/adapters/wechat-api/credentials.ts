import * as z from "zod";

/**
 * The gateway's secret, e.g. `{ baseUrl: "http://api.wechatapi.net/finder/v2/api", token }`. Gateways of the same
 * protocol under other names set `headerName` (of the token's header) and `paths` (by the contract's path).
 */
export const gatewayCredentialsSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1, "the gateway's token is not set"),
  headerName: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be the name of a header")
    .optional(),
  paths: z.record(z.string(), z.string().regex(/^\/[^\s?#]*$/, "must be a path that begins with /")).optional(),
});

export type GatewayCredentials = z.infer<typeof gatewayCredentialsSchema>;
