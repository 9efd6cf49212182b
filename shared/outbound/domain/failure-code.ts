import type { ErrorCode } from "../../kernel/domain/errors.ts";
import type { FailureCause } from "./outcome.ts";

/**
 * What a failed call means for its caller. A call whose outcome is not known may be repeated where that does no harm.
 */
export function failureCode(
  cause: FailureCause,
  idempotent: boolean,
): { readonly code: ErrorCode; readonly retryable: boolean } {
  switch (cause) {
    case "not-prepared":
    case "not-connected":
    case "dns":
      return { code: "unreachable", retryable: true };
    case "throttled":
    case "quota-exhausted":
      return { code: "throttled", retryable: true };
    case "unavailable":
      return { code: "unavailable", retryable: true };
    case "unauthorized":
    case "account-refused":
      return { code: "unauthorized", retryable: true };
    case "account-offline":
      return { code: "account-offline", retryable: true };
    case "account-banned":
      return { code: "account-banned", retryable: false };
    case "device-gone":
      return { code: "not-found", retryable: false };
    case "refused":
      return { code: "refused", retryable: false };
    case "invalid-command":
      return { code: "invalid-input", retryable: false };
    case "busy":
      return idempotent ? { code: "unavailable", retryable: true } : { code: "outcome-unknown", retryable: false };
    case "timeout":
    case "connection-lost":
    case "bad-gateway":
    case "unreadable-answer":
      return idempotent ? { code: "unreachable", retryable: true } : { code: "outcome-unknown", retryable: false };
    default:
      return cause satisfies never;
  }
}
