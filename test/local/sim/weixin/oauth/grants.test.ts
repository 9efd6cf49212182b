import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";
import { aPlatformsClient, appId, aWebClient, componentAppId, OPENID } from "./a-web-client.ts";

describe("a code", () => {
  it("brings the person's openid, and the unionid with a name only", async () => {
    const { code, token, get } = await aWebClient();
    const base = await token(await code({ scope: "snsapi_base" }));
    expect(base).toMatchObject({ expires_in: 7200, openid: OPENID, scope: "snsapi_base" });
    expect(base.unionid).toBeUndefined();
    const full = await token(await code());
    expect(full).toMatchObject({
      openid: OPENID,
      scope: "snsapi_userinfo",
      unionid: expect.stringMatching(/^o.{27}$/),
    });
    const about = (given: typeof base) => ({ access_token: String(given.access_token), openid: OPENID });
    expect(await get("userinfo", about(full))).toMatchObject({ openid: OPENID, unionid: full.unionid });
    expect(await get("userinfo", about(base))).toMatchObject({ errcode: 48_001 });
  });

  it("serves once, for five minutes, its own account", async () => {
    const { code, token, clock } = await aWebClient();
    const once = await code();
    expect(await token(once, { secret: "wrong" })).toMatchObject({ errcode: 40_125 });
    expect(await token(once, { appid: "wx_other" })).toMatchObject({ errcode: 40_013 });
    expect(await token(once, { grant_type: "refresh_token" })).toMatchObject({ errcode: 40_002 });
    expect(await token(once)).toMatchObject({ openid: OPENID });
    expect(await token(once)).toMatchObject({ errcode: 40_163 });
    expect(await token("never")).toMatchObject({ errcode: 40_029 });
    expect(await token("")).toMatchObject({ errcode: 41_008 });
    const [inTime, late] = [await code(), await code()];
    clock.advance(299);
    expect(await token(inTime)).toMatchObject({ openid: OPENID });
    clock.advance(1);
    expect(await token(late)).toMatchObject({ errcode: 42_003 });
  });

  it("and its tokens survive a restart", async () => {
    const dataDir = temporaryFolder();
    const before = await aWebClient({ dataDir });
    const [code, other] = [await before.code(), await before.code()];
    const { refresh_token } = await before.token(other);
    await before.close();
    const after = await aWebClient({ dataDir });
    expect(await after.renew(refresh_token)).toMatchObject({ openid: OPENID });
    expect(await after.token(code)).toMatchObject({ openid: OPENID });
    expect(await after.token(code)).toMatchObject({ errcode: 40_163 });
  });

  it("is no part of the log of calls, nor is a secret or a token", async () => {
    const { code, token, renew, sim } = await aWebClient();
    const value = await code();
    const given = await token(value);
    await renew(given.refresh_token);
    const { text } = await sim("GET", "calls");
    expect(text).toContain("/sns/oauth2/refresh_token");
    for (const hidden of [value, given.access_token, given.refresh_token, "local-app-secret"]) {
      expect(text).not.toContain(String(hidden));
    }
  });
});

describe("a refresh token", () => {
  it("brings access tokens for thirty days, and stays the same", async () => {
    const { code, token, renew, get, clock } = await aWebClient();
    const first = await token(await code());
    clock.advance(7200);
    const about = (access: unknown) => ({ access_token: String(access), openid: OPENID });
    expect(await get("auth", about(first.access_token))).toMatchObject({ errcode: 42_001 });
    const next = await renew(first.refresh_token);
    expect(next).toMatchObject({ refresh_token: first.refresh_token, openid: OPENID, scope: "snsapi_userinfo" });
    expect(await get("auth", about(next.access_token))).toMatchObject({ errcode: 0 });
    expect(await get("auth", { ...about(next.access_token), openid: "oOther" })).toMatchObject({ errcode: 40_003 });
    expect(await get("auth", about("wx_demo_official.never"))).toMatchObject({ errcode: 40_001 });
    clock.advance(30 * 86_400 - 7200);
    expect(await renew(first.refresh_token)).toMatchObject({ errcode: 42_002 });
  });

  it("ends when the person comes again, and nobody else", async () => {
    const { code, token, renew } = await aWebClient();
    const other = await token(await code({ as: "oOther" }));
    const first = await token(await code());
    const second = await token(await code());
    expect(await renew(first.refresh_token)).toMatchObject({ errcode: 40_030 });
    expect(await renew(second.refresh_token)).toMatchObject({ openid: OPENID });
    expect(await renew(other.refresh_token)).toMatchObject({ openid: "oOther" });
    expect(await renew("never")).toMatchObject({ errcode: 40_030 });
    expect(await renew(second.refresh_token, { grant_type: "x" })).toMatchObject({ errcode: 40_002 });
  });

  it("is replaced by each refresh where the account is set so, without a longer life", async () => {
    const { code, token, renew, sim, clock } = await aWebClient();
    await sim("PUT", `web/${appId}`, { newRefreshTokens: true });
    const first = await token(await code());
    clock.advance(86_400);
    const next = await renew(first.refresh_token);
    expect(next.refresh_token).not.toBe(first.refresh_token);
    expect(await renew(first.refresh_token)).toMatchObject({ errcode: 40_030 });
    clock.advance(29 * 86_400);
    expect(await renew(next.refresh_token)).toMatchObject({ errcode: 42_002 });
  });
});

describe("a third-party platform", () => {
  async function aPlatform() {
    const client = await aPlatformsClient();
    const own = { appid: appId, component_appid: componentAppId, component_access_token: client.platformToken };
    const exchange = (code: string, change: Record<string, string> = {}) =>
      client.get("oauth2/component/access_token", { ...own, code, grant_type: "authorization_code", ...change });
    const renew = (refreshToken: unknown) =>
      client.get("oauth2/component/refresh_token", {
        ...own,
        grant_type: "refresh_token",
        refresh_token: String(refreshToken),
      });
    return { ...client, exchange, renewOfPlatform: renew };
  }

  it("asks people in the account's place, with its own token", async () => {
    const { code, exchange, renewOfPlatform, token, renew } = await aPlatform();
    const given = await code({ component_appid: componentAppId });
    expect(await token(given)).toMatchObject({ errcode: 40_029 });
    expect(await exchange(given, { component_access_token: "wrong" })).toMatchObject({ errcode: 40_001 });
    expect(await exchange(given, { component_appid: "wx_other" })).toMatchObject({ errcode: 61_011 });
    const tokens = await exchange(given);
    expect(tokens).toMatchObject({ openid: OPENID, scope: "snsapi_userinfo" });
    expect(await exchange(given)).toMatchObject({ errcode: 40_163 });
    expect(await renewOfPlatform(tokens.refresh_token)).toMatchObject({ openid: OPENID });
    expect(await renew(tokens.refresh_token)).toMatchObject({ errcode: 40_030 });
  });

  it("is refused when the account's owner has taken the authorization back", async () => {
    const { code, exchange, sim } = await aPlatform();
    const given = await code({ component_appid: componentAppId });
    await sim("POST", "authorizations", { appId, action: "withdraw" });
    expect(await exchange(given)).toMatchObject({ errcode: 61_003 });
  });
});
