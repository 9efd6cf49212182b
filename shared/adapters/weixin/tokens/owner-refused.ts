import { AppError } from "../../../kernel/domain/errors.ts";
import { retryAfterOf } from "../../../kernel/domain/retry-after.ts";
import { failure, type WeixinCall } from "../call-weixin.ts";
import { beforeSending, causeOf, errcodeOf } from "../failure-cause.ts";

/**
 * The failure of a call for a token. Whatever WeChat refuses here, it refuses the owner (`account-refused`): without a
 * token nothing of the owner goes out. How else a call ended is of no matter, nothing was sent.
 */
export function ownerRefused(error: unknown, asked: Pick<WeixinCall, "path" | "appId">): unknown {
  if (!(error instanceof AppError)) return error;
  const cause = causeOf(error);
  return failure(asked, cause === "refused" ? "account-refused" : beforeSending(cause), error.message, {
    errcode: errcodeOf(error),
    ...retryAfterOf(error),
  });
}
