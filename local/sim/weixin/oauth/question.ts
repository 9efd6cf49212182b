import { PLATFORM } from "../component/credentials.ts";
import { OFFICIAL_ACCOUNT } from "../credentials.ts";
import type { Shelves } from "../state/shelves.ts";
import { type Grant, scopes } from "./grants.ts";
import { isOfDomain, webSettingsOf } from "./settings.ts";

/** What a page asks a person. */
export type Question = {
  readonly appId: string;
  readonly componentAppId: string;
  readonly redirect: URL;
  readonly scope: Grant["scope"];
  readonly state: string;
};

/** What WeChat's page says in the place of the question. */
export type Fault = { readonly code: number; readonly text: string };

/** WeChat takes them in this order only. */
const ORDER = ["appid", "redirect_uri", "response_type", "scope", "state", "component_appid"];
const LONGEST_STATE = 128;
const STATE = /^[A-Za-z0-9]*$/;

const FAULTS = {
  10003: "redirect_uri 域名与后台配置不一致",
  10005: "Scope 参数错误或没有 Scope 权限",
  10010: "scope 不能为空",
  10011: "redirect_uri 不能为空",
  10012: "appid 不能为空",
  10014: "参数错误",
  10015: "公众号未授权第三方平台，请检查授权状态",
  10016: "不支持该 AppID",
} as const;

function fault(code: keyof typeof FAULTS, more = ""): Fault {
  return { code, text: more === "" ? FAULTS[code] : `${FAULTS[code]}：${more}` };
}

/**
 * The question of `/connect/oauth2/authorize`, or what is wrong with it. `platformOf`: the third-party platform that an
 * account is given to.
 * https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
 */
export function questionOf(
  query: URLSearchParams,
  shelves: Shelves,
  platformOf: (appId: string) => string | undefined,
): Question | Fault {
  const given = (name: string) => query.get(name) ?? "";
  const [appId, scope, state, componentAppId] = ["appid", "scope", "state", "component_appid"].map(given);
  if (!appId) return fault(10_012);
  if (!given("redirect_uri")) return fault(10_011);
  if (!scope) return fault(10_010);
  const names = [...query.keys()].filter((name) => ORDER.includes(name));
  if (names.join() !== ORDER.filter((name) => query.has(name)).join()) {
    return fault(10_014, `顺序应为 ${ORDER.join("、")}`);
  }
  if (given("response_type") !== "code") return fault(10_014, "response_type 应为 code");
  if (state === undefined || state.length > LONGEST_STATE || !STATE.test(state)) {
    return fault(10_014, "state 只能是字母和数字，最多 128 字节");
  }
  const known = scopes.find((one) => one === scope);
  if (!known) return fault(10_005);
  if (appId !== OFFICIAL_ACCOUNT.appId) return fault(10_016, "只有已认证的服务号有网页授权");
  if (componentAppId && (componentAppId !== PLATFORM.componentAppId || platformOf(appId) !== componentAppId)) {
    return fault(10_015);
  }
  const redirect = URL.parse(given("redirect_uri"));
  const { loginDomain } = webSettingsOf(shelves, componentAppId || appId);
  const isPage = redirect?.protocol === "https:" || redirect?.protocol === "http:";
  if (!redirect || !isPage || !isOfDomain(redirect, loginDomain)) return fault(10_003);
  return { appId, componentAppId: componentAppId ?? "", redirect, scope: known, state };
}
