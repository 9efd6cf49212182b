import { createHmac, createPublicKey, sign, verify } from "node:crypto";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenAuthority } from "../../../../local/http/token-authority.ts";
import { createSessionTokens } from "../../../../shared/adapters/jwt/session-tokens.ts";
import type { SessionClaims } from "../../../../shared/identity/application/ports/session-tokens.ts";
import { SESSION_LIFE } from "../../../../shared/identity/domain/session.ts";
import { ISSUER, PERSON } from "../../../support/a-session-desk.ts";
import { NOON } from "../../../support/builders.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const CLAIMS: SessionClaims = { id: "sid-1", person: PERSON, issuedAt: NOON, expiresAt: NOON + SESSION_LIFE };
const tokens = createSessionTokens(ISSUER);
const key = await tokens.newKey();
const token = await tokens.sign(key, CLAIMS);

const publicKeyOf = async (kid: string) => (kid === key.kid ? key.publicKey : undefined);
const read = (text: string, { appId = "wx_shop", now = NOON } = {}) => tokens.verify(text, { appId, now }, publicKeyOf);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decoded = (part: number) => JSON.parse(Buffer.from(token.split(".")[part] ?? "", "base64url").toString());

/** A token with the key's own signature, whatever it says. */
function signed(header: object, claims: object): string {
  const input = `${encode({ alg: "ES256", typ: "JWT", kid: key.kid, ...header })}.${encode({ ...decoded(1), ...claims })}`;
  const private256 = { key: JSON.parse(key.privateKey), format: "jwk", dsaEncoding: "ieee-p1363" } as const;
  return `${input}.${sign("sha256", Buffer.from(input), private256).toString("base64url")}`;
}

describe("the token of a session", () => {
  it("says who, for which account and for how long, and what it is for", async () => {
    expect(decoded(0)).toEqual({ alg: "ES256", typ: "JWT", kid: key.kid });
    expect(decoded(1)).toEqual({
      iss: ISSUER,
      aud: "web:wx_shop",
      sub: "o-1",
      sid: "sid-1",
      unionid: "u-1",
      token_use: "web-session",
      way: "userinfo",
      iat: NOON / 1000,
      exp: NOON / 1000 + 7200,
    });
    expect(await read(token)).toEqual(CLAIMS);
    expect(await read(signed({}, {}))).toEqual(CLAIMS);
  });

  it("is verified by another implementation with what the key set publishes", () => {
    const [header, payload, signature = ""] = token.split(".");
    const published = createPublicKey({ key: key.publicKey, format: "jwk" });
    const by = { key: published, dsaEncoding: "ieee-p1363" } as const;
    const isGood = (data: string) => verify("sha256", Buffer.from(data), by, Buffer.from(signature, "base64url"));
    expect(isGood(`${header}.${payload}`)).toBe(true);
    expect(isGood(`${header}.${payload}A`)).toBe(false);
    expect(key.publicKey).toEqual({ kty: "EC", crv: "P-256", x: expect.any(String), y: expect.any(String) });
  });

  it("is refused at another account, by another issuer, and with a key that is not published", async () => {
    expect(await read(token, { appId: "wx_other" })).toBeUndefined();
    const elsewhere = createSessionTokens("https://other.example/oauth");
    expect(await elsewhere.verify(token, { appId: "wx_shop", now: NOON }, publicKeyOf)).toBeUndefined();
    expect(await read(await tokens.sign(await tokens.newKey(), CLAIMS))).toBeUndefined();
    const same = { ...(await tokens.newKey()), kid: key.kid };
    expect(await read(await tokens.sign(same, CLAIMS))).toBeUndefined();
  });

  it("is refused when its time is over, and when it comes more than five minutes from the future", async () => {
    expect(await read(token, { now: NOON + SESSION_LIFE - 1000 })).toEqual(CLAIMS);
    expect(await read(token, { now: NOON + SESSION_LIFE })).toBeUndefined();
    expect(await read(token, { now: NOON + SESSION_LIFE + 301_000 })).toBeUndefined();
    expect(await read(token, { now: NOON - 300_000 })).toEqual(CLAIMS);
    expect(await read(token, { now: NOON - 301_000 })).toBeUndefined();
    expect(await read(signed({}, { exp: NOON / 1000 + 7202 }))).toBeUndefined();
  });

  it.each([
    ["another use", { token_use: "access" }],
    ["an ID token's use", { token_use: "id" }],
    ["another audience", { aud: "wx_shop" }],
    ["no audience", { aud: undefined }],
    ["no subject", { sub: undefined }],
    ["no session", { sid: undefined }],
    ["no end", { exp: undefined }],
    ["an end that is a text", { exp: "9999999999" }],
    ["no beginning", { iat: undefined }],
    ["an unknown way", { way: "password" }],
    ["a beginning later on", { nbf: NOON / 1000 + 60 }],
  ])("is refused with %s, however well it is signed", async (_, claims) => {
    expect(await read(signed({}, claims))).toBeUndefined();
  });

  it.each([
    ["no algorithm", `${encode({ alg: "none", typ: "JWT", kid: key.kid })}.${token.split(".")[1]}.`],
    [
      "no algorithm and the signature",
      `${encode({ alg: "none", kid: key.kid })}.${token.split(".").slice(1).join(".")}`,
    ],
    ["the public key as a secret", hmacToken(JSON.stringify(key.publicKey))],
    ["the public key as PEM as a secret", hmacToken(pem())],
    ["an embedded key", signed({ jwk: key.publicKey, kid: undefined }, {})],
    ["a key by address", signed({ jku: "https://evil.example/jwks.json", kid: "other" }, {})],
    ["a critical header", signed({ crit: ["b64"], b64: false }, {})],
    ["another curve's algorithm", signed({ alg: "ES384" }, {})],
    ["another type", signed({ typ: "at+jwt" }, {})],
    ["one part missing", token.split(".").slice(0, 2).join(".")],
    ["one part too many", `${token}.x`],
    ["nothing", ""],
    ["a blank", " "],
    ["a very long text", `${token}${"A".repeat(100_000)}`],
  ])("is refused with %s", async (_, text) => {
    expect(await read(text)).toBeUndefined();
  });

  it("is refused with any byte changed, and any text is refused without an error", async () => {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // The last letter of a signature of 64 bytes has four bits that say nothing.
    for (let at = 0; at < token.length - 1; at++) {
      const letter = token[at] === "." ? "A" : (letters[(letters.indexOf(token[at] ?? "") + 1) % 64] ?? "");
      expect(await read(token.slice(0, at) + letter + token.slice(at + 1)), `letter ${at}`).toBeUndefined();
    }
    await fc.assert(fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => !(await read(text))));
  });
});

describe("operators' tokens and people's", () => {
  const operators = { issuer: "https://cognito-idp.example/pool", audience: ["client-1"] };
  it("do not stand for each other", async () => {
    const keyPath = join(temporaryFolder(), "key.pem");
    const authority = createTokenAuthority({ keyPath, clock: { now: () => NOON } });
    const operator = authority.issue("admin", operators);
    expect(authority.check(operator, operators)).toMatchObject({ token_use: "access" });
    expect(await read(operator)).toBeUndefined();
    expect(authority.check(token, operators)).toBeUndefined();
    expect(authority.check(token, { issuer: ISSUER, audience: ["web:wx_shop"] })).toBeUndefined();
  });
});

function hmacToken(secret: string): string {
  const input = `${encode({ alg: "HS256", typ: "JWT", kid: key.kid })}.${token.split(".")[1]}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

function pem(): string {
  return String(createPublicKey({ key: key.publicKey, format: "jwk" }).export({ format: "pem", type: "spki" }));
}

it("keys are new each time, and their names tell nothing of them", async () => {
  const other = await tokens.newKey();
  expect(other.kid).not.toBe(key.kid);
  expect(other.publicKey.x).not.toBe(key.publicKey.x);
});
