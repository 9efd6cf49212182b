import { AppError, type ErrorCode } from "../../../kernel/domain/errors.ts";

/** Why a callback of an Official Account is not taken: a word for metrics, and a code that becomes the HTTP status. */
const CODES = {
  /** No keys are kept for the appId. */
  "unknown-account": "not-found",
  /** The secret's entry for the appId is wrong. */
  misconfigured: "internal",
  signature: "forbidden",
  /** Signed too long ago, or in the future. */
  timestamp: "forbidden",
  /** The signature was used before, for another body. */
  replay: "forbidden",
  /** Not encrypted, although the account's mode asks for it. */
  "not-encrypted": "forbidden",
  /** Encrypted, although the account's mode is plain. */
  encrypted: "forbidden",
  /** Not encrypted with the account's key. */
  decryption: "forbidden",
  /** Encrypted for another account. */
  "other-account": "forbidden",
  malformed: "invalid-input",
} as const satisfies Record<string, ErrorCode>;

export type Refusal = keyof typeof CODES;

export function refusal(reason: Refusal, message: string, cause?: unknown): AppError {
  return new AppError(CODES[reason], message, { details: { reason }, ...(cause === undefined ? {} : { cause }) });
}
