import { randomBytes } from "node:crypto";
import { type CryptoKey, errors, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import type { SessionTokens } from "../../identity/application/ports/session-tokens.ts";
import { signInWays } from "../../identity/domain/person.ts";
import { SESSION_LIFE } from "../../identity/domain/session.ts";
import { CLOCKS_DIFFER, type PublicKey, publicKeySchema } from "../../identity/domain/session-key.ts";
import { remembered } from "../../kernel/domain/remembered.ts";

const ALGORITHM = "ES256";

/** What a token is for. Cognito's tokens, those of operators, say `access` and `id`. */
const TOKEN_USE = "web-session";

/** A token with a name of the longest kind has 700 characters; the rest is no token of ours. */
const LONGEST = 2000;

const claimsSchema = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1),
  token_use: z.literal(TOKEN_USE),
  way: z.enum(signInWays),
  unionid: z.string().min(1).exactOptional(),
  iat: z.int(),
  exp: z.int(),
});

/** The audience of an account's tokens: pages of that account, and no other. */
const audienceOf = (appId: string) => `web:${appId}`;

/** A few keys are in use at a time. */
const MOST_KEYS = 20;

/** Tokens by the library jose. `issuer`: `https://fleet.example/oauth`. */
export function createSessionTokens(issuer: string): SessionTokens {
  const imported = remembered((jwk) => imported256(JSON.parse(jwk)), MOST_KEYS);

  return {
    async newKey() {
      const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
      return {
        kid: randomBytes(12).toString("base64url"),
        publicKey: publicKeySchema.parse(await exportJWK(publicKey)),
        privateKey: JSON.stringify(await exportJWK(privateKey)),
      };
    },

    async sign({ kid, privateKey }, { id, person, issuedAt, expiresAt }) {
      const { appId, openid, unionid, way } = person;
      return new SignJWT({ sid: id, token_use: TOKEN_USE, way, ...(unionid === undefined ? {} : { unionid }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: "JWT", kid })
        .setIssuer(issuer)
        .setAudience(audienceOf(appId))
        .setSubject(openid)
        .setIssuedAt(issuedAt / 1000)
        .setExpirationTime(expiresAt / 1000)
        .sign(await imported(privateKey));
    },

    async verify(token, { appId, now }, publicKeyOf) {
      if (token.length > LONGEST) return undefined;
      try {
        const { payload } = await jwtVerify(
          token,
          async ({ kid = "" }) => imported(JSON.stringify(demanded(await publicKeyOf(kid)))),
          { algorithms: [ALGORITHM], issuer, audience: audienceOf(appId), currentDate: new Date(now), typ: "JWT" },
        );
        return claimsOf(payload, appId, now);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

async function imported256(jwk: object): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new TypeError("a key that signs sessions is no key of an elliptic curve");
  return key;
}

function demanded(key: PublicKey | undefined): PublicKey {
  if (!key) throw new errors.JWKSNoMatchingKey();
  return key;
}

/** Undefined where the claims are not those of our tokens, or speak of a longer time than a session has. */
function claimsOf(payload: unknown, appId: string, now: number) {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return undefined;
  const { sub, sid, way, unionid, iat, exp } = claims.data;
  const issuedAt = iat * 1000;
  const expiresAt = exp * 1000;
  if (issuedAt > now + CLOCKS_DIFFER || expiresAt > issuedAt + SESSION_LIFE + 1000) return undefined;
  const person = { appId, openid: sub, way, ...(unionid === undefined ? {} : { unionid }) };
  return { id: sid, person, issuedAt, expiresAt };
}
