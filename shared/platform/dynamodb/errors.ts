import { AppError } from "../../kernel/domain/errors.ts";

/** Names of DynamoDB and SDK errors after which the same call may succeed. */
const PASSING: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TransactionConflictException",
  "InternalServerError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TimeoutError",
  "RequestTimeout",
  "AbortError",
  "NetworkingError",
]);

/** Codes of Node.js for a connection that did not come about or broke. */
const NETWORK: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "ETIMEDOUT",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Whatever the SDK threw, as one of ours: `unavailable` (retryable) where a repeat may help, else `internal`. */
export function translate(error: unknown, table: string): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const details = { table };
  if (isPassing(error)) {
    return new AppError("unavailable", `DynamoDB is not available (${reason})`, {
      retryable: true,
      cause: error,
      details,
    });
  }
  return new AppError("internal", `DynamoDB refused a call (${reason})`, { cause: error, details });
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (PASSING.has(error.name)) return true;
  if ("code" in error && NETWORK.has(String(error.code))) return true;
  return statusOf(error) >= 500;
}

function statusOf(error: Error): number {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return 0;
  return Number(metadata.httpStatusCode ?? 0);
}
