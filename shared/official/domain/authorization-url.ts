import { type Component, LOGIN_PAGE } from "./component.ts";

/** `authType` 1: Official Accounts only, 2: mini programs, 3: both. `bizAppId`: the one account that may be chosen. */
export type LinkWishes = {
  readonly authType?: number | undefined;
  readonly bizAppId?: string | undefined;
};

/** Where phones open WeChat's authorization page. */
const MOBILE_PAGE = "https://open.weixin.qq.com";

/**
 * WeChat's authorization page: for a browser on a computer, where the owner scans a code, and for a link in WeChat on a
 * phone. `back`: where WeChat leads the owner then, with `auth_code` and `expires_in`.
 * https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
 */
export function authorizationUrls(
  { componentAppId, loginPage }: Pick<Component, "componentAppId" | "loginPage">,
  { authType = 3, bizAppId, preAuthCode, back }: LinkWishes & { readonly preAuthCode: string; readonly back: string },
): { readonly url: string; readonly mobileUrl: string } {
  const query = new URLSearchParams({
    component_appid: componentAppId,
    pre_auth_code: preAuthCode,
    redirect_uri: back,
    auth_type: String(authType),
    ...(bizAppId === undefined ? {} : { biz_appid: bizAppId }),
  });
  const onPhones = `${(loginPage ?? MOBILE_PAGE).replace(/\/+$/, "")}/wxaopen/safe/bindcomponent`;
  return {
    url: `${(loginPage ?? LOGIN_PAGE).replace(/\/+$/, "")}/cgi-bin/componentloginpage?${query}`,
    mobileUrl: `${onPhones}?action=bindcomponent&no_scan=1&${query}#wechat_redirect`,
  };
}
