/**
 * The rules by which the SDK repeats a call (its mode `standard`). Sources: "Retry behavior" in the AWS SDKs and Tools
 * reference guide, and `@smithy/core/retry`, with which a test compares them.
 */

export type Repetition = "throttling" | "transient" | "never";

const THROTTLING: ReadonlySet<string> = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);

const TRANSIENT: ReadonlySet<unknown> = new Set([
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeoutException",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  500,
  502,
  503,
  504,
]);

/** What is known of a failed call. */
export type Failure = {
  readonly name: string;
  readonly message: string;
  /** Node.js' code of a failed connection. */
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
};

/** Whether a failed call is repeated, and as what. */
export function repetitionOf({ name, message, code, $metadata = {} }: Failure): Repetition {
  const { httpStatusCode: status, clockSkewCorrected } = $metadata;
  if (status === 429 || THROTTLING.has(name)) return "throttling";
  if (clockSkewCorrected || TRANSIENT.has(name) || TRANSIENT.has(code) || TRANSIENT.has(status)) return "transient";
  return name === "InvalidSignatureException" && message.includes("Signature expired") ? "transient" : "never";
}

/** What a repetition takes of the client's tokens, of which a success gives some back. */
export const TOKENS = { most: 500, success: 1, transient: 14, throttling: 5 } as const;

const LONGEST_DELAY = 20_000;
const THROTTLED_DELAY = 1_000;

/**
 * How long to wait before a repetition, ms: a random part of a time that doubles with each.
 *
 * @param repetitions how often the call was repeated before
 * @param asked for how long the service asks to wait, ms
 */
export function delayBefore(
  kind: "throttling" | "transient",
  {
    repetitions,
    base,
    asked,
  }: { readonly repetitions: number; readonly base: number; readonly asked: number | undefined },
  random = Math.random,
): number {
  const first = kind === "throttling" ? THROTTLED_DELAY : base;
  const delay = Math.floor(random() * Math.min(first * 2 ** repetitions, LONGEST_DELAY));
  return asked === undefined ? delay : Math.min(Math.max(delay, Math.min(asked, delay + 5_000)), LONGEST_DELAY);
}
