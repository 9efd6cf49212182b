import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { parseJson } from "../../parse-json.ts";
import { readBody } from "../../read-body.ts";
import { BadRequest } from "../http.ts";
import { fileIn } from "./multipart.ts";

/** Where api.weixin.qq.com begins on the simulator. */
export const WEIXIN_PREFIX = "/weixin/";

const LARGEST_BODY = 12 * 1024 * 1024;

/** Members of bodies that no log shows. */
const SECRETS: ReadonlySet<string> = new Set([
  "secret",
  "component_appsecret",
  "component_secret",
  "authorization_code",
  "component_verify_ticket",
  "authorizer_refresh_token",
]);

/** The same in queries. */
const QUERY_SECRETS: ReadonlySet<string> = new Set([
  "access_token",
  "component_access_token",
  "secret",
  "code",
  "js_code",
  "refresh_token",
]);

/** A call of WeChat's open platform; `now`: epoch ms. */
export type WeixinRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly raw: Buffer;
  readonly now: number;
};

export const credentialSchema = z.object({
  grant_type: z.string(),
  appid: z.string(),
  secret: z.string(),
  force_refresh: z.boolean().default(false),
});
const addressed = z.object({ touser: z.string() });

/** Reads a call; its path is what follows the prefix. @throws BadRequest 413 */
export async function readRequest(incoming: IncomingMessage, now: number): Promise<WeixinRequest> {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  return {
    method: incoming.method ?? "",
    path: url.pathname.slice(WEIXIN_PREFIX.length - 1),
    query: url.searchParams,
    contentType: incoming.headers["content-type"] ?? "",
    raw: await readBody(incoming, LARGEST_BODY, (message) => new BadRequest(message, 413)),
    now,
  };
}

/** Calls with a token belong to the account whose token it is, also after the token has expired. */
export function appIdOf({ query, raw }: WeixinRequest): string {
  const token = query.get("access_token") ?? (query.has("appid") ? null : query.get("component_access_token"));
  if (token !== null) return token.slice(0, Math.max(0, token.indexOf(".")));
  const given = query.get("appid") ?? credentialSchema.safeParse(parseJson(raw)).data?.appid;
  return given ?? "";
}

/** The openid that a message goes to. */
export function recipientOf({ raw }: WeixinRequest): string | undefined {
  return addressed.safeParse(parseJson(raw)).data?.touser;
}

/** Files are logged by what they are, secrets not at all. */
export function loggedBody({ method, raw, contentType, query }: WeixinRequest): string {
  if (method === "GET") return JSON.stringify(visible(query));
  if (contentType.startsWith("multipart/")) {
    return JSON.stringify({ ...visible(query), file: fileIn(raw, contentType) ?? null });
  }
  const body = parseJson(raw);
  if (typeof body !== "object" || body === null) return JSON.stringify(raw.toString());
  return JSON.stringify(body, (name, value: unknown) => (SECRETS.has(name) ? "***" : value));
}

/** The query without what lets one in. */
function visible(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([name]) => !QUERY_SECRETS.has(name)));
}
