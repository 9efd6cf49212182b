import { AppError } from "../../kernel/domain/errors.ts";

/** The error where the platform itself has no token to offer: nothing was sent to WeChat with it. */
export function tokenTrouble(code: "unavailable" | "throttled", message: string, appId: string): AppError {
  const cause = code === "throttled" ? "account-refused" : "not-prepared";
  return new AppError(code, message, { retryable: true, details: { appId, cause } });
}
