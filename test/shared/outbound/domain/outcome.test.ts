import { describe, expect, it } from "vitest";
import {
  type FailureCause,
  parkDelay,
  retryDelay,
  UPSTREAM_CAUSES,
  VERDICTS,
  type Verdict,
} from "../../../../shared/outbound/domain/outcome.ts";

const withVerdict = (verdict: Verdict) =>
  Object.entries(VERDICTS)
    .filter(([, given]) => given === verdict)
    .map(([cause]) => cause)
    .sort();

describe("what a failed try means", () => {
  it("is `again` only where the message certainly did not go out", () => {
    expect(withVerdict("again")).toEqual([
      "account-refused",
      "dns",
      "not-connected",
      "not-prepared",
      "throttled",
      "unauthorized",
      "unavailable",
    ]);
  });

  it("is `unknown` for everything after the request was written that is no plain answer", () => {
    expect(withVerdict("unknown")).toEqual(["bad-gateway", "busy", "connection-lost", "timeout", "unreadable-answer"]);
  });

  it("is parking for an account that is offline, and failure for a plain rejection", () => {
    expect(withVerdict("park")).toEqual(["account-banned", "account-offline"]);
    expect(withVerdict("failed")).toEqual(["device-gone", "invalid-command", "refused"]);
    expect(withVerdict("hold")).toEqual(["quota-exhausted"]);
  });

  it("speaks of the gateway only where no account or message can be to blame", () => {
    const ofOneMessage: FailureCause[] = [
      "refused",
      "invalid-command",
      "account-offline",
      "device-gone",
      "throttled",
      "account-refused",
      "quota-exhausted",
    ];
    for (const cause of ofOneMessage) expect(UPSTREAM_CAUSES.has(cause)).toBe(false);
    expect(UPSTREAM_CAUSES.has("timeout") && UPSTREAM_CAUSES.has("not-connected")).toBe(true);
  });
});

describe("waits", () => {
  it("between tries begin with half a second and double up to a minute", () => {
    expect([1, 2, 3, 7, 8, 9].map((attempts) => retryDelay(attempts))).toEqual([
      500, 1000, 2000, 32_000, 60_000, 60_000,
    ]);
  });

  it("between tries are not shorter than the upstream asks for, a quarter of an hour at most", () => {
    expect([100, 4000, 1e9].map((asked) => retryDelay(1, asked))).toEqual([500, 4000, 900_000]);
  });

  it("of a parked group grow with the time its account has been off, from 5 s to 15 min", () => {
    expect([0, 9_000, 60_000, 600_000, 1_800_000, 1e9].map(parkDelay)).toEqual([5, 5, 30, 300, 900, 900]);
  });
});
