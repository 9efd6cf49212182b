import { showsProfile } from "../../domain/web-grant.ts";
import type { WebIdentity, WebProfile } from "../ports/web-identity.ts";
import type { RefreshGrant } from "./refresh-grant.ts";
import { wechatTrouble } from "./wechat-trouble.ts";
import type { WithdrawProfile } from "./withdraw-profile.ts";

/**
 * `not-granted`: the person signed in silently, and was not asked for a name and a picture. `ended`: WeChat takes what
 * the person granted no more.
 */
export type ReadProfile = (appId: string, openid: string) => Promise<WebProfile | "not-granted" | "ended">;

/** A person may take a grant back, by which WeChat refuses even a fresh token: one more is tried. */
const TRIES = 2;

/**
 * What a person shows of themselves at WeChat now. It is kept nowhere. Where WeChat refuses two tokens in a row, the person
 * counts as one who was not asked. Throws `unavailable`.
 */
export function createReadProfile(deps: {
  readonly refreshGrant: RefreshGrant;
  readonly withdrawProfile: WithdrawProfile;
  readonly identity: Pick<WebIdentity, "profile">;
}): ReadProfile {
  async function asked(appId: string, openid: string, accessToken: string): ReturnType<WebIdentity["profile"]> {
    try {
      return await deps.identity.profile(appId, openid, accessToken);
    } catch (error) {
      throw wechatTrouble(error, { appId, openid });
    }
  }

  return async (appId, openid) => {
    let refused: string | undefined;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const refreshed = await deps.refreshGrant(appId, openid, refused);
      if (refreshed.type === "ended") return "ended";
      if (!showsProfile(refreshed.grant)) return "not-granted";
      const { accessToken } = refreshed.grant;
      const profile = await asked(appId, openid, accessToken);
      if (profile !== "refused") return profile;
      refused = accessToken;
    }
    if (refused !== undefined) await deps.withdrawProfile(appId, openid, refused);
    return "ended";
  };
}
