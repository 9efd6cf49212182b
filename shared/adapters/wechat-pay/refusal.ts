import { AppError, type ErrorCode } from "../../kernel/domain/errors.ts";

/** Why a notification of WeChat Pay is not taken: a word for metrics, and a code that becomes the HTTP status. */
const CODES = {
  /** No keys are kept for the merchant's id. */
  "unknown-merchant": "unauthorized",
  /** The headers lack something, or have not the form that they should have. */
  headers: "unauthorized",
  /** Signed in another way than by SHA-256 and RSA. */
  "signature-type": "unauthorized",
  /** WeChat Pay's own probe, whose signature is wrong by intent. */
  probe: "unauthorized",
  /** Signed too long ago, or in the future. */
  timestamp: "unauthorized",
  /** No key of the merchant has the serial. */
  serial: "unauthorized",
  signature: "unauthorized",
  /** Not encrypted with the merchant's APIv3 key. */
  decryption: "forbidden",
  /** Of another merchant than the one in the path. */
  "other-merchant": "forbidden",
  /** Signed, and not of the form that WeChat documents. */
  malformed: "invalid-input",
} as const satisfies Record<string, ErrorCode>;

export type Refusal = keyof typeof CODES;

export function refusal(reason: Refusal, message: string): AppError {
  return new AppError(CODES[reason], message, { details: { reason } });
}
