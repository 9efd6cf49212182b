import { AppError } from "../../kernel/domain/errors.ts";
import { type FailureCause, VERDICTS } from "../../outbound/domain/outcome.ts";

/** Why something of this adapter failed; what has no cause of its own failed before anything was sent. */
export function causeOf(error: AppError): FailureCause {
  const { cause } = error.details;
  return isCause(cause) ? cause : "not-prepared";
}

/** What a call failed with; throws what is no failure of a call, but a fault of the program. */
export function asFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

/** WeChat's own code, where it gave one. */
export function errcodeOf(error: unknown): number | undefined {
  const errcode = error instanceof AppError ? error.details.errcode : undefined;
  return typeof errcode === "number" ? errcode : undefined;
}

/**
 * The same for a call that comes before the sending (a token, a file): how it ended is of no matter, nothing was sent.
 * What speaks of WeChat itself goes on doing so.
 */
export function beforeSending(cause: FailureCause): FailureCause {
  switch (cause) {
    case "timeout":
    case "connection-lost":
    case "bad-gateway":
      return "not-connected";
    case "busy":
    case "unreadable-answer":
      return "not-prepared";
    default:
      return cause;
  }
}

function isCause(value: unknown): value is FailureCause {
  return typeof value === "string" && Object.hasOwn(VERDICTS, value);
}
