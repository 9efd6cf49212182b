/** What WeChat's API answers: an errcode, 0 for success, and whatever the call gives. */
export type WeixinAnswer = Readonly<Record<string, unknown>> & { readonly errcode?: number };

/** A file in the place of an answer. */
export type SimFile = { readonly file: Buffer; readonly mediaType: string };

/** How WeChat puts what it refuses. */
const MESSAGES = {
  40001: "invalid credential, access_token is invalid or not latest",
  40002: "invalid grant_type",
  40003: "invalid openid",
  40004: "invalid media type",
  40005: "invalid file type",
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
  40016: "invalid button size",
  40018: "invalid button name size",
  40019: "invalid button key size",
  40023: "invalid sub button size",
  40025: "invalid sub button name size",
  40029: "invalid code",
  40031: "invalid openid list",
  40035: "invalid parameter",
  40037: "invalid template_id",
  40130: "invalid openid list size, at least two openid",
  43001: "require GET method",
  43019: "require remove blacklist",
  43101: "user refuse to accept the msg",
  44002: "empty post data",
  45028: "has no masssend quota",
  45056: "too many tag now, no need to add new",
  45057: "the tag's fans is more than 100000",
  45058: "can't modify sys tag",
  45059: "too many tags for one user",
  45065: "clientmsgid exist",
  45157: "invalid tag name",
  45158: "tag name too long",
  45159: "invalid tag id",
  46003: "menu no exist",
  47003: "argument invalid",
  48006: "forbid to clear quota because of reaching the limit",
  53600: "article_id invalid",
  61451: "invalid parameter",
  61452: "invalid kf_account",
  61453: "kf_account exsited",
  61500: "date format error",
  61501: "date range error",
  65301: "not exist menuid",
  65302: "not exist user",
  65303: "no selfmenu, can't create conditional menu",
  65304: "match rule empty",
  65400: "please enable new custom service",
  65401: "invalid custom service user",
  65413: "not in waiting list",
  65415: "client is in other session",
  76012: "invalid rid",
  76021: "cgi_path not found",
  87009: "invalid signature",
  87014: "risky content",
  88001: "appmsg not exist",
  88005: "already reply",
  88008: "comment is not exist",
  200012: "template num limit",
  200014: "invalid tid",
  9410000: "invalid short_key",
} as const;

export type SimErrcode = keyof typeof MESSAGES;

export function refused(errcode: SimErrcode): WeixinAnswer {
  return { errcode, errmsg: `${MESSAGES[errcode]} rid: 65a4b1c2-0000-0000` };
}

export const OK: WeixinAnswer = { errcode: 0, errmsg: "ok" };
