import { S3ServiceException } from "@aws-sdk/client-s3";
import { AppError } from "../../kernel/domain/errors.ts";

/** Answers of S3 that a repeat of the same call may turn. */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 429]);

/** A plain refusal (4xx) is `internal`; throttling, 5xx and a connection that failed are `unavailable`. */
export function translateS3Error(message: string, key: string, cause: unknown): AppError {
  const status = cause instanceof S3ServiceException ? (cause.$metadata.httpStatusCode ?? 500) : 500;
  if (status < 500 && !PASSING_STATUS.has(status))
    return new AppError("internal", message, { cause, details: { key } });
  return new AppError("unavailable", message, { retryable: true, cause, details: { key } });
}
