import { AppError } from "../../../kernel/domain/errors.ts";

/**
 * A failed call of WeChat as people's pages may hear of it: what WeChat said is for the log alone, and a refusal of the
 * account is no refusal of the person.
 */
export function wechatTrouble(error: unknown, person: { readonly appId: string; readonly openid: string }): unknown {
  if (!(error instanceof AppError)) return error;
  const { cause, errcode } = error.details;
  return new AppError("unavailable", "WeChat does not answer for the person now", {
    retryable: true,
    cause: error,
    details: { ...person, ...(cause === undefined ? {} : { cause }), ...(errcode === undefined ? {} : { errcode }) },
  });
}
