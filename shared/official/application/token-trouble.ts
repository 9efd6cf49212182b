import { AppError } from "../../kernel/domain/errors.ts";
import type { TokenKind } from "../domain/token-kinds.ts";

/** The error where the platform itself has no token to offer: nothing was sent to WeChat with it. */
export function tokenTrouble(
  code: "unavailable" | "throttled",
  message: string,
  { kind, owner }: { readonly kind: TokenKind; readonly owner: string },
): AppError {
  const cause = code === "throttled" ? "account-refused" : "not-prepared";
  return new AppError(code, message, { retryable: true, details: { appId: owner, kind, cause } });
}
