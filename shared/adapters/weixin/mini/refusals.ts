import { WRONG_CODE } from "../../../identity/domain/mini/wrong-code.ts";
import { AppError, type ErrorCode } from "../../../kernel/domain/errors.ts";
import { causeOf, errcodeOf } from "../failure-cause.ts";

/** What the person's side may be told of WeChat's refusals, by errcode. */
export type Refusals = Readonly<Record<number, { readonly code: ErrorCode; readonly message: string }>>;

const TOO_OFTEN = { code: "throttled", message: "too many requests at once: try again in a minute" } as const;

/** https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html */
export const LOGIN_REFUSALS: Refusals = {
  40029: { code: "unauthorized", message: WRONG_CODE },
  40163: { code: "conflict", message: "the code was used already: log in again (wx.login)" },
  40226: { code: "forbidden", message: "WeChat takes this person for a high risk, and lets it not log in" },
  45011: TOO_OFTEN,
};

const PHONE_CODE = "the code is wrong, was used or is older than five minutes: let the person press the button again";

/** https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html */
export const PHONE_REFUSALS: Refusals = {
  40013: { code: "conflict", message: PHONE_CODE },
  40029: { code: "conflict", message: PHONE_CODE },
  40163: { code: "conflict", message: PHONE_CODE },
  45011: TOO_OFTEN,
};

/** https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html */
export const CHECK_REFUSALS: Refusals = {
  44991: TOO_OFTEN,
  45011: TOO_OFTEN,
  61010: {
    code: "unprocessable",
    message: "WeChat checks what people wrote who opened the mini program within two hours: log in again (wx.login)",
  },
  87027: { code: "unprocessable", message: "WeChat cannot fetch the file: check mediaUrl" },
};

/** The error of a call as the person's side may see it: all that is the platform's own trouble becomes `unavailable`. */
export function toldToPerson(error: unknown, path: string, refusals: Refusals): AppError {
  const details = error instanceof AppError ? error.details : {};
  const errcode = details.path === path ? errcodeOf(error) : undefined;
  const refused = errcode === undefined ? undefined : refusals[errcode];
  const extras = { cause: error, details };
  if (refused) return new AppError(refused.code, refused.message, extras);
  if (error instanceof AppError && causeOf(error) === "throttled") {
    return new AppError("throttled", TOO_OFTEN.message, { ...extras, retryable: true });
  }
  return new AppError("unavailable", "WeChat did not do what a mini program asked for", extras);
}
