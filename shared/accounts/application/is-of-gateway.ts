import { AppError } from "../../kernel/domain/errors.ts";

/**
 * Whether an error tells what the gateway answered or failed to answer, rather than of our own parts. `unavailable` is
 * both: a store that does not answer, and a gateway that is busy.
 */
export function isOfGateway(error: unknown): error is AppError {
  if (!(error instanceof AppError) || error.code === "internal") return false;
  return error.code !== "unavailable" || error.details.cause === "busy";
}
