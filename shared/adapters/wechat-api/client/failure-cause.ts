import { AppError } from "../../../kernel/domain/errors.ts";
import { type FailureCause, VERDICTS } from "../../../outbound/domain/outcome.ts";

/** Why a call failed; undefined for what is no failure of a call, as a secret that cannot be read. */
export function causeOf(error: unknown): FailureCause | undefined {
  const cause = error instanceof AppError ? error.details.cause : undefined;
  return isCause(cause) ? cause : undefined;
}

function isCause(value: unknown): value is FailureCause {
  return typeof value === "string" && Object.hasOwn(VERDICTS, value);
}
