import { refused, type WeixinAnswer } from "../answer.ts";

/** How WeChat puts what it refuses a third-party platform. */
const MESSAGES = {
  61003: "component is not authorized by this account",
  61005: "component ticket is expired",
  61006: "component ticket is invalid",
  61009: "code is expired",
  61010: "code is invalid",
  61011: "invalid component",
  61023: "refresh_token is invalid",
} as const;

export type PlatformErrcode = keyof typeof MESSAGES | 40001 | 40125 | 42001;

export function platformRefused(errcode: PlatformErrcode): WeixinAnswer {
  if (errcode === 40001 || errcode === 40125 || errcode === 42001) return refused(errcode);
  return { errcode, errmsg: `${MESSAGES[errcode]} rid: 65a4b1c2-0000-0000` };
}
