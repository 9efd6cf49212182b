import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalClock } from "../../../local/clock.ts";
import { createTokenAuthority, type TokenAuthority } from "../../../local/http/token-authority.ts";
import { AUTHORIZER, aGateway, route } from "./a-gateway.ts";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function jwt(claims: object, key: KeyObject, header: object = { alg: "RS256" }): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign("RSA-SHA256", Buffer.from(input), key).toString("base64url")}`;
}

describe("the token authority", () => {
  const dir = mkdtempSync(join(tmpdir(), "tokens-"));
  const keyPath = join(dir, "key.pem");
  const clock = createLocalClock();
  const now = () => Math.floor(clock.now() / 1000);
  const claims = () => ({ iss: AUTHORIZER.issuer, client_id: "console", exp: now() + 60 });
  let authority: TokenAuthority;
  let key: KeyObject;

  beforeAll(() => {
    authority = createTokenAuthority({ keyPath, clock });
    key = createPrivateKey(readFileSync(keyPath));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it("admits what it issued, also after a restart, until twelve hours have passed", () => {
    const token = authority.issue("operator", AUTHORIZER);
    expect(authority.check(token, AUTHORIZER)).toMatchObject({
      iss: AUTHORIZER.issuer,
      "cognito:groups": ["operator"],
      token_use: "access",
    });
    const ahead = createLocalClock();
    const restarted = createTokenAuthority({ keyPath, clock: ahead });
    ahead.advance(11 * 3600);
    expect(restarted.check(token, AUTHORIZER)).toBeDefined();
    ahead.advance(3601);
    expect(restarted.check(token, AUTHORIZER)).toBeUndefined();
  });

  it("admits any token that its key signed for this issuer and audience", () => {
    expect(authority.check(jwt(claims(), key), AUTHORIZER)).toBeDefined();
    expect(authority.check(jwt({ ...claims(), aud: ["x", "console"] }, key), AUTHORIZER)).toBeDefined();
  });

  it.each<[string, () => string]>([
    ["that has expired", () => jwt({ ...claims(), exp: now() }, key)],
    ["without an end", () => jwt({ ...claims(), exp: undefined }, key)],
    ["of another issuer", () => jwt({ ...claims(), iss: "https://elsewhere.example" }, key)],
    ["for another audience", () => jwt({ ...claims(), aud: "other" }, key)],
    ["for no audience", () => jwt({ ...claims(), client_id: undefined }, key)],
    ["that is not valid yet", () => jwt({ ...claims(), nbf: now() + 30 }, key)],
    ["from the future", () => jwt({ ...claims(), iat: now() + 30 }, key)],
    ["of another key", () => jwt(claims(), generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey)],
    ["that asks for no signature", () => `${encode({ alg: "none" })}.${encode(claims())}.`],
    ["that names another algorithm", () => jwt(claims(), key, { alg: "HS256" })],
    [
      "whose claims were changed",
      () => jwt(claims(), key).replace(/\.[^.]+\./, `.${encode({ ...claims(), sub: "admin" })}.`),
    ],
    ["of four parts", () => `${jwt(claims(), key)}.x`],
    ["that is no JSON", () => "bm90.anNvbg.eA"],
    ["that is empty", () => ""],
  ])("refuses a token %s", (_, token) => {
    expect(authority.check(token(), AUTHORIZER)).toBeUndefined();
  });
});

describe("a route with an authorizer", () => {
  const guarded = route("GET /api/{proxy+}", { authorizer: AUTHORIZER });

  it("hands the claims to the function as texts, lists in brackets", async () => {
    await using gateway = await aGateway([guarded]);
    const authorization = `Bearer ${gateway.tokens.issue("admin", AUTHORIZER)}`;
    const { status, ...answer } = await gateway.call("GET /api/x", { headers: { authorization } });
    expect(status).toBe(200);
    expect(answer.json()).toMatchObject({
      requestContext: {
        authorizer: {
          jwt: {
            claims: { sub: "local-admin", "cognito:groups": "[admin]", exp: expect.stringMatching(/^\d+$/) },
            scopes: null,
          },
        },
      },
    });
  });

  it.each([undefined, "", "Bearer", "Bearer x.y.z", "Basic YTpi"])(
    "answers 401 to '%s', and calls nothing",
    async (authorization) => {
      let calls = 0;
      await using gateway = await aGateway([guarded], () => ({ calls: ++calls }));
      const answer = await gateway.call("GET /api/x", {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(answer).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
      expect(calls).toBe(0);
    },
  );

  it("answers 403 to a token without one of the route's scopes", async () => {
    await using gateway = await aGateway([route("GET /a", { authorizer: AUTHORIZER, scopes: ["fleet/write"] })]);
    const authorization = `Bearer ${gateway.tokens.issue("admin", AUTHORIZER)}`;
    expect((await gateway.call("GET /a", { headers: { authorization } })).status).toBe(403);
  });
});
