import { AppError } from "../../kernel/domain/errors.ts";

/**
 * Whether an error is about the gateway's answer, or its lack, and not about the platform's own parts. `unavailable`
 * means both: a store that does not answer, and a gateway that is busy.
 */
export function isOfGateway(error: unknown): error is AppError {
  if (!(error instanceof AppError) || error.code === "internal") return false;
  return error.code !== "unavailable" || error.details.cause === "busy";
}
