/** What WeChat's API answers: an errcode, 0 for success, and whatever the call gives. */
export type WeixinAnswer = Readonly<Record<string, unknown>> & { readonly errcode?: number };

/** How WeChat puts what it refuses. */
const MESSAGES = {
  40001: "invalid credential, access_token is invalid or not latest",
  40002: "invalid grant_type",
  40003: "invalid openid",
  40004: "invalid media type",
  40007: "invalid media_id",
  40008: "invalid message type",
  40009: "invalid image size",
  40013: "invalid appid",
  40125: "invalid appsecret",
  41005: "media data missing",
  42001: "access_token expired",
  43002: "require POST method",
  43004: "require subscribe",
  44004: "empty content",
  45002: "content size out of limit",
  45011: "api minute-quota reach limit, must slower, retry next minute",
  45015: "response out of time limit or subscription is canceled",
  45047: "out of response count limit",
  47001: "data format error",
  48001: "api unauthorized",
} as const;

export function refused(errcode: keyof typeof MESSAGES): WeixinAnswer {
  return { errcode, errmsg: `${MESSAGES[errcode]} rid: 65a4b1c2-0000-0000` };
}

export const OK: WeixinAnswer = { errcode: 0, errmsg: "ok" };
