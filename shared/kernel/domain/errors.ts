/** Everything that can go wrong, by a literal code that callers may branch on. */
export type ErrorCode =
  | "invalid-input"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "too-large"
  | "unprocessable"
  | "unavailable"
  | "account-offline"
  | "account-banned"
  | "throttled"
  | "refused"
  | "unreachable"
  | "outcome-unknown"
  | "internal";

/** Fields that a person needs to act on an error: ids, paths, limits. Never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one error family. `retryable`: the same call may succeed later and is known not to have taken effect. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** The content of what was to be stored is at fault: the same call with the same content never succeeds. */
  readonly ofContent: boolean;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; ofContent?: boolean; cause?: unknown; details?: ErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.ofContent = options.ofContent ?? code === "too-large";
    this.details = options.details ?? {};
  }
}
