import type { AuthorizeWishes } from "../../../identity/application/ports/web-identity.ts";

/** Where people are asked, unless a deployment names another place. */
const LOGIN_PAGE = "https://open.weixin.qq.com";

const SCOPES = { base: "snsapi_base", userinfo: "snsapi_userinfo" } as const;

/**
 * WeChat's page that asks a person. WeChat wants the parameters in this order and the fragment behind them, and a
 * third-party platform's own parameter as the last one:
 * https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 * https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Official_Accounts/official_account_website_authorization.html
 */
export function authorizeUrl(
  appId: string,
  { scope, back, state }: AuthorizeWishes,
  {
    componentAppId,
    loginPage = LOGIN_PAGE,
  }: { readonly componentAppId?: string; readonly loginPage?: string | undefined },
): string {
  const parameters = [
    ["appid", appId],
    ["redirect_uri", back],
    ["response_type", "code"],
    ["scope", SCOPES[scope]],
    ["state", state],
    ...(componentAppId === undefined ? [] : [["component_appid", componentAppId]]),
  ];
  const query = parameters.map(([name, value = ""]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${loginPage.replace(/\/+$/, "")}/connect/oauth2/authorize?${query}#wechat_redirect`;
}
