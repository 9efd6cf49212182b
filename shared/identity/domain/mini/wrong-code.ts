import { AppError } from "../../../kernel/domain/errors.ts";

/** What a person is told of a login's code that WeChat does not take. */
export const WRONG_CODE = "the code is wrong or has expired: log in again (wx.login)";

/** The refusal of a login at an account that is no mini program of the fleet: a stranger learns nothing of it. */
export function noSuchLogin(appId: string): AppError {
  return new AppError("unauthorized", WRONG_CODE, { details: { appId } });
}
