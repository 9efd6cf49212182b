import { cutText } from "../../../kernel/domain/well-formed.ts";
import type { WeixinFamily } from "../contract/endpoint.ts";
import { COMMON } from "./common.ts";
import { FAMILIES } from "./families.ts";

const UNKNOWN = "微信拒绝了这次调用，请按错误码查阅微信文档";

/** What an operator does about an errcode of a family's endpoint. */
export function hintOf(family: WeixinFamily, errcode: number): string {
  return FAMILIES[family]?.[errcode] ?? COMMON[errcode] ?? UNKNOWN;
}

/** For a person: what to do, then the code and WeChat's own words. */
export function adviceOn(family: WeixinFamily, errcode: number, errmsg: string): string {
  return `${hintOf(family, errcode)}（errcode ${errcode} ${cutText(errmsg, 200)}）`.replace(" ）", "）");
}
