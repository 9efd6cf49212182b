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

/**
 * What DynamoDB says of an item that it does not take for its content. Other `ValidationException`s speak of the
 * request or the table (a missing index, an expression). Source: Amazon DynamoDB, "Error handling" and "Service
 * quotas".
 */
const OF_CONTENT =
  /item size|size limit|parameter values (were|are) (in|not )valid|number overflow|numeric value|significant digits|nesting levels/i;

/** Keys that our code forgot or gave another type: every item is refused so. */
const OF_CODE = /type mismatch|missing the key/i;

/**
 * Whatever the SDK threw, as one of ours: `unavailable` (retryable) where a repeat may help, else `internal`, which is
 * `ofContent` where the item is at fault.
 */
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
  return new AppError("internal", `DynamoDB refused a call (${reason})`, {
    ofContent: refusesContent(error),
    cause: error,
    details,
  });
}

function refusesContent(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "ValidationException") return false;
  return OF_CONTENT.test(error.message) && !OF_CODE.test(error.message);
}

/** Whether the same call may succeed later. */
export function isPassing(error: unknown): boolean {
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
