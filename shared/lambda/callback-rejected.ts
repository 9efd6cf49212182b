import type { Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { problemOf } from "./problem.ts";

/**
 * Counts a callback that ends with an error: `CallbackRejected` by the reason in the error's details, else by its code;
 * and `CallbackNotTaken` where the answer is a 5xx, so that the message is not safe and its vendor has to repeat it.
 *
 * @param isNotTaken for a function that answers in its own way
 */
export function countRejected(
  metrics: Metrics,
  error: unknown,
  isNotTaken: boolean = problemOf(error).status >= 500,
): void {
  metrics.count("CallbackRejected", 1, { reason: reasonOf(error) });
  if (isNotTaken) metrics.count("CallbackNotTaken");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) return "internal";
  const { reason } = error.details;
  return typeof reason === "string" ? reason : error.code;
}
