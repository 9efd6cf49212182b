import { cutText } from "../../kernel/domain/well-formed.ts";
import type { FailureCause } from "../../outbound/domain/outcome.ts";

/** What an errcode means for a call, and for the operator who reads it. */
export type Meaning = { readonly cause: FailureCause; readonly hint: string };

/** An uploaded file is gone: it is uploaded anew. */
export const INVALID_MEDIA_ID = 40007;

/**
 * The error codes of WeChat's API that sending meets (developers.weixin.qq.com, 全局返回码). All but -1 are definite: the
 * call had no effect. Codes that are not here are refusals of the one call.
 */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [-1, { cause: "busy", hint: "微信系统繁忙，不确定消息是否已送达" }],
  [40001, { cause: "account-refused", hint: "AppSecret 不对，或 access_token 无效" }],
  [40002, { cause: "refused", hint: "grant_type 不对" }],
  [40003, { cause: "refused", hint: "openid 不对，或不属于这个公众号" }],
  [40007, { cause: "refused", hint: "media_id 无效或已过期" }],
  [40013, { cause: "account-refused", hint: "AppID 不对" }],
  [40014, { cause: "account-refused", hint: "access_token 不合法" }],
  [40037, { cause: "refused", hint: "模板 ID 不对，或不属于这个账号" }],
  [40125, { cause: "account-refused", hint: "AppSecret 不对" }],
  [40164, { cause: "account-refused", hint: "调用方的 IP 不在公众号后台的 IP 白名单里，需要固定出口 IP" }],
  [40243, { cause: "account-refused", hint: "AppSecret 已被冻结，请到公众号后台解冻" }],
  [42001, { cause: "account-refused", hint: "access_token 已过期" }],
  [43004, { cause: "refused", hint: "对方没有关注公众号" }],
  [43101, { cause: "refused", hint: "用户拒收订阅消息，或同意接收的次数已用完" }],
  [45002, { cause: "refused", hint: "消息内容太长" }],
  [45009, { cause: "quota-exhausted", hint: "接口当日调用额度已用完，可在公众号后台清零" }],
  [45011, { cause: "throttled", hint: "接口调用太频繁" }],
  [45015, { cause: "refused", hint: "客服消息窗口已关闭：用户 48 小时内没有和公众号互动" }],
  [45047, { cause: "refused", hint: "客服消息条数已达上限，要等用户再次互动" }],
  [47003, { cause: "refused", hint: "模板参数不对：字段和模板不符，或内容不符合字段的类型" }],
  [48001, { cause: "refused", hint: "公众号没有这个接口的权限（例如未认证）" }],
  [48004, { cause: "refused", hint: "接口被封禁，请到公众号后台查看" }],
  [50002, { cause: "refused", hint: "用户受限，可能是账号已被冻结或注销" }],
  [61003, { cause: "account-refused", hint: "公众号没有授权给这个第三方平台，或已取消授权" }],
  [61004, { cause: "account-refused", hint: "调用方的 IP 不在第三方平台的白名单里" }],
  [61005, { cause: "account-refused", hint: "component_verify_ticket 已过期，请检查授权事件接收 URL" }],
  [61006, { cause: "account-refused", hint: "component_verify_ticket 无效，请检查授权事件接收 URL" }],
  [61007, { cause: "refused", hint: "公众号没有把这个接口的权限授给第三方平台" }],
  [61023, { cause: "account-refused", hint: "authorizer_refresh_token 无效，公众号可能要重新授权" }],
]);

/** What WeChat means by an errcode, for a call that sends. */
export function meaningOf(errcode: number): Meaning {
  return MEANINGS.get(errcode) ?? { cause: "refused", hint: "微信拒绝了调用" };
}

/** For a person: the hint, then the code and WeChat's own words. */
export function reasonOf(errcode: number, errmsg: string): string {
  return `${meaningOf(errcode).hint}（errcode ${errcode} ${cutText(errmsg, 200)}）`.replace(" ）", "）");
}
