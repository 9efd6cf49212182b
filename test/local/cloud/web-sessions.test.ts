import { createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { credentialsOf, OFFICIAL_ACCOUNT } from "../../../local/sim/weixin/credentials.ts";
import { eventually } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = OFFICIAL_ACCOUNT;
const SHOP = "http://localhost:3000";
const OPENID = "oWebPerson000000000000000001";

const grantedSchema = z.looseObject({ token: z.string(), openid: z.string(), unionid: z.string() });
const shownSchema = z.looseObject({ openid: z.string(), expiresAt: z.number(), csrf: z.string().optional() });
const keySchema = z.looseObject({ kid: z.string(), kty: z.string(), crv: z.string(), x: z.string(), y: z.string() });
const revisionSchema = z.looseObject({ revision: z.number() });

describe("people's sessions in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const account = { channel: "official", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    const set = await cloud.api(`PUT /api/accounts/${appId}/credentials`, credentialsOf(OFFICIAL_ACCOUNT));
    expect(set.status).toBe(200);
    await deliverBy("code");
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function deliverBy(delivery: "code" | "cookie"): Promise<void> {
    const { revision } = revisionSchema.parse((await cloud.api(`GET /api/accounts/${appId}/web`)).json());
    const access = { redirects: [`${SHOP}/account/`], origins: [SHOP], signedOrigins: [], delivery, revision };
    expect((await cloud.api(`PUT /api/accounts/${appId}/web`, access)).status).toBe(200);
  }

  const routeOf = (path: string) => `${cloud.url}/oauth/${appId}/${path}`;
  const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
    fetch(routeOf(path), {
      method,
      headers: { origin: SHOP, "content-type": "application/json", ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  /** A browser goes through the sign-in; gives where it ends and the cookie of the session, where there is one. */
  async function signIn(): Promise<{ location: URL; cookie: string }> {
    const query = new URLSearchParams({ redirect: `${SHOP}/account/`, scope: "userinfo" });
    const begun = await fetch(`${routeOf("start")}?${query}`, { redirect: "manual" });
    const cookie = begun.headers.getSetCookie().map((one) => one.split(";")[0]);
    const asked = new URL(begun.headers.get("location") ?? "");
    const page = `${asked.href.split("#")[0]}&as=${OPENID}&choice=accept`;
    const accepted = await fetch(page, { redirect: "manual" });
    const back = await fetch(accepted.headers.get("location") ?? "", {
      redirect: "manual",
      headers: { cookie: cookie.join("; ") },
    });
    expect(back.status).toBe(302);
    const [session = ""] = back.headers.getSetCookie().filter((one) => one.startsWith("__Host-session-"));
    return { location: new URL(back.headers.get("location") ?? ""), cookie: session.split(";")[0] ?? "" };
  }

  async function signedIn() {
    const { location } = await signIn();
    const code = location.searchParams.get("session_code");
    const answer = await ask("POST", "token", {}, { code });
    expect(answer.status).toBe(200);
    return { ...grantedSchema.parse(await answer.json()), code };
  }

  it("reach a page by a code of one use, and tell it who is there", async () => {
    const { token, code, openid } = await signedIn();
    expect(openid).toBe(OPENID);
    expect((await ask("POST", "token", {}, { code })).status).toBe(401);
    const shown = await ask("GET", "session", bearer(token));
    expect([shown.status, shown.headers.get("access-control-allow-origin")]).toEqual([200, SHOP]);
    expect(shownSchema.parse(await shown.json())).toMatchObject({ openid: OPENID, appId, way: "userinfo" });
    expect((await ask("GET", "session", { ...bearer(token), origin: "http://localhost:4000" })).status).toBe(403);
    const preflight = await ask("OPTIONS", "session", { "access-control-request-method": "DELETE" });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([204, "GET, DELETE"]);
  });

  it("are verified by others with the published keys, and are no operators'", async () => {
    const { token } = await signedIn();
    const jwks = await fetch(`${cloud.url}/oauth/jwks.json`);
    expect(jwks.headers.get("cache-control")).toBe("public, max-age=600");
    const { keys } = z.object({ keys: z.array(keySchema) }).parse(await jwks.json());
    const [header = "", payload = "", signature = ""] = token.split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString());
    const key = keySchema.parse(keys.find((one) => one.kid === kid));
    const by = { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha256", Buffer.from(`${header}.${payload}`), by, Buffer.from(signature, "base64url"))).toBe(true);
    expect((await fetch(`${cloud.url}/api/accounts`, { headers: bearer(token) })).status).toBe(401);
    expect((await ask("GET", "session", bearer(cloud.token("admin")))).status).toBe(401);
  });

  it("are all ended by an operator, and refused soon after", async () => {
    const tokens = [(await signedIn()).token, (await signedIn()).token];
    const ended = await cloud.api(`DELETE /api/accounts/${appId}/people/${OPENID}/sessions`);
    expect(ended.status).toBe(200);
    for (const token of tokens) {
      await eventually("a session that is refused", 5000, async () =>
        (await ask("GET", "session", bearer(token))).status === 401 ? true : undefined,
      );
    }
  });

  it("reach a page by a cookie, change nothing without its csrf token, are renewed, and end", async () => {
    await deliverBy("cookie");
    // The change is in force within 5 s, and what begins within a second after an operator's end is ended with it.
    const cookie = await eventually("a session by cookie", 10_000, async () => {
      const { location, cookie: given } = await signIn();
      if (given === "" || (await ask("GET", "session", { cookie: given })).status !== 200) return undefined;
      expect(location.href).toBe(`${SHOP}/account/`);
      return given;
    });
    const { csrf = "" } = shownSchema.parse(await (await ask("GET", "session", { cookie })).json());
    expect((await ask("POST", "session/refresh", { cookie })).status).toBe(403);
    const renewed = await ask("POST", "session/refresh", { cookie, "x-csrf-token": csrf });
    expect(renewed.status).toBe(200);
    const next = { cookie: renewed.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
    const shown = shownSchema.parse(await renewed.json());
    expect((await ask("GET", "session", { cookie })).status).toBe(401);
    expect((await ask("DELETE", "session", { ...next, "x-csrf-token": csrf })).status).toBe(403);
    const out = await ask("DELETE", "session", { ...next, "x-csrf-token": shown.csrf ?? "" });
    expect([out.status, out.headers.getSetCookie()[0]?.includes("Max-Age=0")]).toEqual([200, true]);
    expect((await ask("GET", "session", next)).status).toBe(401);
  });

  it("tell operators which person it is, until the person is forgotten", async () => {
    const path = `/api/accounts/${appId}/users/${OPENID}`;
    const person = (await cloud.api(`GET ${path}/person`)).json();
    expect(person).toMatchObject({ accounts: [{ appId, openid: OPENID }], tags: [] });
    expect((await cloud.api(`DELETE ${path}/profile`)).status).toBe(200);
    expect((await cloud.api(`GET ${path}/person`)).status).toBe(404);
  });
});
