import { Sha256 } from "../platform/aws/sha256.ts";

/**
 * Settings of every client of AWS: a call that hangs is given up and repeated well inside the functions' timeouts (ms).
 * Connections are kept alive by the clients themselves.
 */
export const awsDefaults = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  sha256: Sha256,
} as const;

/** For calls on whose answer a vendor waits (about 3 s in all): fail early, the spool is the second way. */
export const impatientDefaults = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 400, requestTimeout: 700, throwOnRequestTimeout: true },
  sha256: Sha256,
} as const;
