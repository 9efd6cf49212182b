import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import type { LocalClock } from "../clock.ts";
import { parseJson } from "../parse-json.ts";
import type { JwtAuthorizerModel } from "../template/model.ts";

const claimsSchema = z.looseObject({
  iss: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
  scope: z.string().optional(),
});
export type Claims = z.infer<typeof claimsSchema>;

const headerSchema = z.object({ alg: z.literal("RS256") });

/** Signs and checks the operators' tokens in place of Cognito. */
export type TokenAuthority = {
  /** An access token of a user in the group `role`, valid for twelve hours. */
  issue(role: string, authorizer: JwtAuthorizerModel): string;
  /** The claims of a token that the authorizer lets in, else undefined. */
  check(token: string, authorizer: JwtAuthorizerModel): Claims | undefined;
};

const LIFETIME_SECONDS = 12 * 3600;

/** The key lives in the file `keyPath` (made when missing), so that tokens stay valid over a restart. */
export function createTokenAuthority(options: { keyPath: string; clock: Pick<LocalClock, "now"> }): TokenAuthority {
  const privateKey = loadKey(options.keyPath);
  const publicKey = createPublicKey(privateKey);
  const seconds = () => Math.floor(options.clock.now() / 1000);
  return {
    issue(role, { issuer, audience }) {
      const now = seconds();
      const claims = {
        sub: `local-${role}`,
        iss: issuer,
        client_id: audience[0] ?? "",
        username: `local-${role}`,
        token_use: "access",
        scope: "aws.cognito.signin.user.admin",
        "cognito:groups": [role],
        auth_time: now,
        iat: now,
        exp: now + LIFETIME_SECONDS,
        jti: randomUUID(),
        version: 2,
      };
      const input = `${encode({ alg: "RS256", typ: "JWT", kid: "local" })}.${encode(claims)}`;
      return `${input}.${sign("RSA-SHA256", Buffer.from(input), privateKey).toString("base64url")}`;
    },
    check(token, authorizer) {
      const [header, payload, signature, ...rest] = token.split(".");
      if (!header || !payload || !signature || rest.length > 0) return undefined;
      if (!headerSchema.safeParse(decode(header)).success) return undefined;
      const signed = Buffer.from(`${header}.${payload}`);
      if (!verify("RSA-SHA256", signed, publicKey, Buffer.from(signature, "base64url"))) return undefined;
      const claims = claimsSchema.safeParse(decode(payload));
      return claims.success && admits(claims.data, authorizer, seconds()) ? claims.data : undefined;
    },
  };
}

/** The checks of a JWT authorizer: issuer, audience (`client_id` only where there is no `aud`), and time. */
function admits(claims: Claims, { issuer, audience }: JwtAuthorizerModel, now: number): boolean {
  const aud = claims.aud ?? claims.client_id ?? [];
  const audiences = typeof aud === "string" ? [aud] : aud;
  return (
    claims.iss === issuer &&
    audiences.some((one) => audience.includes(one)) &&
    claims.exp > now &&
    (claims.nbf ?? 0) <= now &&
    (claims.iat ?? 0) <= now
  );
}

/**
 * Claims as an HTTP API hands them on: all are texts, and lists look like `[admin operator]`.
 */
export function claimsForFunctions(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(" ")}]` : String(value),
    ]),
  );
}

function loadKey(path: string): KeyObject {
  if (existsSync(path)) return createPrivateKey(readFileSync(path));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return privateKey;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string): unknown => parseJson(Buffer.from(part, "base64url"));
