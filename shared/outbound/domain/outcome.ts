/** What a try to send came to, as the gateway's adapter reports it. */
export type SendOutcome =
  | { readonly type: "sent"; readonly newMsgId: string; readonly msgId: string; readonly createTime: number }
  | {
      readonly type: "failed";
      readonly cause: FailureCause;
      readonly message: string;
      /** How long the upstream asks to be left alone, ms. */
      readonly retryAfterMs?: number;
    }
  | Withheld;

/**
 * Not tried: the command `by` has sent the same to the same recipient, or is sending it now. In the latter case its end
 * decides whether this one is tried `again`.
 */
export type Withheld = { readonly type: "withheld"; readonly again: boolean; readonly by: string };

/** Why a try did not end in `sent`; each means one thing for the command (see `VERDICTS`). */
export type FailureCause =
  | "not-prepared"
  | "not-connected"
  | "dns"
  | "throttled"
  /** HTTP 503 that says when to come back: the request was not taken. */
  | "unavailable"
  | "busy"
  | "account-offline"
  | "account-banned"
  | "device-gone"
  | "refused"
  | "invalid-command"
  | "unauthorized"
  /** WeChat refuses an Official Account's secret, its token even when it is new, or the address that calls. */
  | "account-refused"
  /** WeChat's quota of the day is used up for calls of this kind. */
  | "quota-exhausted"
  | "timeout"
  | "connection-lost"
  | "bad-gateway"
  | "unreadable-answer";

/**
 * What to do with a command whose try failed. Only `again`, `park` and `hold` may send the same command once more,
 * until its `notAfter`: each of their causes lies with the gateway, the rate or ourselves, never with the one command.
 * `hold`: what is sent unasked waits for the next day, a reply fails.
 */
export type Verdict = "again" | "park" | "failed" | "unknown" | "hold";

/**
 * The one table of definite and indefinite outcomes. Definite: the message certainly did not go out (refused before
 * the request was written, or a plain rejection by the vendor). Every other outcome is `unknown`, and the platform does
 * not send such a command again by itself.
 */
export const VERDICTS: Readonly<Record<FailureCause, Verdict>> = {
  "not-prepared": "again",
  "not-connected": "again",
  dns: "again",
  throttled: "again",
  unavailable: "again",
  busy: "unknown",
  "account-offline": "park",
  "account-banned": "park",
  "device-gone": "failed",
  refused: "failed",
  "invalid-command": "failed",
  unauthorized: "again",
  "account-refused": "again",
  "quota-exhausted": "hold",
  timeout: "unknown",
  "connection-lost": "unknown",
  "bad-gateway": "unknown",
  "unreadable-answer": "unknown",
};

/** Causes that lie with the gateway and not with one account or message: they count for the circuit. */
export const UPSTREAM_CAUSES: ReadonlySet<FailureCause> = new Set([
  "unauthorized",
  "not-connected",
  "dns",
  "unavailable",
  "timeout",
  "connection-lost",
  "bad-gateway",
]);

/** Causes from before the call: they say nothing of the upstream. */
export const UNCALLED_CAUSES: ReadonlySet<FailureCause> = new Set(["not-prepared", "invalid-command"]);

/**
 * Wait before the next try, ms: 0.5 s doubling, at most a minute. `attempts` counts the tries made (1 or more). It is
 * not shorter than what the upstream asks for, up to the longest wait.
 */
export function retryDelay(attempts: number, retryAfterMs = 0): number {
  return Math.max(Math.min(60_000, 500 * 2 ** (attempts - 1)), Math.min(retryAfterMs, LONGEST_WAIT * 1000));
}

/**
 * How long a parked group sleeps, seconds: half of the time for which its account has been off, 5 s to 15 min. The
 * number of receives does not serve for this: it counts waits for tokens too.
 */
export function parkDelay(offlineMs: number): number {
  return Math.min(LONGEST_WAIT, Math.max(5, Math.ceil(offlineMs / 2000)));
}

/** The longest sleep of a command, seconds: what an operator changes takes effect within it. */
export const LONGEST_WAIT = 900;
