import { createLocalClock } from "../../../../../local/clock.ts";
import { PLATFORM } from "../../../../../local/sim/weixin/component/credentials.ts";
import { OFFICIAL_ACCOUNT } from "../../../../../local/sim/weixin/credentials.ts";
import { decrypt } from "../../../../../shared/adapters/weixin/callback/decrypt.ts";
import { fieldsOf, textIn } from "../../../../../shared/adapters/weixin/callback/fields.ts";
import { aReceiver, aSimulator, ask } from "../../support.ts";

export const { appId, appSecret: secret } = OFFICIAL_ACCOUNT;
export const { componentAppId } = PLATFORM;
export const OPENID = "oWebPerson000000000000000001";
export const BACK = "https://shop.example/back?from=menu";

/** A simulator with a person before a page of the Official Account. */
export async function aWebClient(options: { readonly dataDir?: string; readonly componentUrl?: string } = {}) {
  const clock = createLocalClock();
  const simulator = await aSimulator({ clock, ...options });
  const { url } = simulator;
  const site = `${url}/weixin/connect/oauth2/authorize`;

  /** Opens WeChat's page with changes to a good question. */
  const open = (change: Readonly<Record<string, string>> = {}, init: RequestInit = {}) => {
    const question = {
      appid: appId,
      redirect_uri: BACK,
      response_type: "code",
      scope: "snsapi_userinfo",
      state: "s1",
      ...change,
    };
    return fetch(`${site}?${new URLSearchParams(question)}#wechat_redirect`, { redirect: "manual", ...init });
  };
  const get = async (path: string, query: Readonly<Record<string, string>>) =>
    (await ask(`${url}/weixin/sns/${path}?${new URLSearchParams(query)}`, "GET")).body;
  const back = (response: Response) => new URL(response.headers.get("location") ?? "http://nowhere.invalid");
  /** The code of a person who accepted. */
  const code = async (change: Readonly<Record<string, string>> = {}) =>
    back(await open({ as: OPENID, choice: "accept", ...change })).searchParams.get("code") ?? "";
  const token = (given: string, change: Readonly<Record<string, string>> = {}) =>
    get("oauth2/access_token", { appid: appId, secret, code: given, grant_type: "authorization_code", ...change });
  const renew = (refreshToken: unknown, change: Readonly<Record<string, string>> = {}) =>
    get("oauth2/refresh_token", {
      appid: appId,
      grant_type: "refresh_token",
      refresh_token: String(refreshToken),
      ...change,
    });
  return { ...simulator, clock, open, get, back, code, token, renew };
}

/** The same, where the account is given to the third-party platform; with the platform's token. */
export async function aPlatformsClient() {
  const receiver = await aReceiver();
  const client = await aWebClient({ componentUrl: receiver.url });
  await client.sim("POST", "tickets");
  await client.sim("POST", "authorizations", { appId, action: "authorize" });
  const [pushed = ""] = receiver.bodies;
  const sealed = textIn(fieldsOf(pushed), "Encrypt");
  const ticket = textIn(fieldsOf(decrypt(sealed, PLATFORM.encodingAesKey, componentAppId)), "ComponentVerifyTicket");
  const answer = await ask(`${client.url}/weixin/cgi-bin/component/api_component_token`, "POST", {
    component_appid: componentAppId,
    component_appsecret: PLATFORM.appSecret,
    component_verify_ticket: ticket,
  });
  return { ...client, platformToken: String(answer.body.component_access_token) };
}
