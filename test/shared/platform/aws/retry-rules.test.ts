import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { SdkError } from "@smithy/types";
import { describe, expect, it } from "vitest";
import { createRepeated } from "../../../../shared/platform/aws/repeated.ts";
import { delayBefore, repetitionOf, TOKENS } from "../../../../shared/platform/aws/retry-rules.ts";

const anError = (name: string, more: object = {}): SdkError & Error =>
  Object.assign(new Error("no"), { name, cause: new Error("nothing"), ...more });
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

const ERRORS = [
  ...["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "SlowDown"],
  ...["LimitExceededException", "TransactionInProgressException", "Throttling", "RequestThrottled"],
  ...["TimeoutError", "RequestTimeout", "RequestTimeoutException", "AbortError", "InternalServerError"],
  ...["ConditionalCheckFailedException", "ValidationException", "AccessDeniedException", "UnknownError"],
].map((name) => anError(name));
const CODES = ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "EOTHER"];

describe("a failed call", () => {
  it("is repeated where the SDK repeats it", () => {
    const errors = [
      ...ERRORS,
      ...CODES.map((code) => anError("Error", { code })),
      ...[400, 403, 408, 413, 429, 500, 501, 502, 503, 504, 505].map((code) => anError("E", status(code))),
      anError("InvalidSignatureException", { message: "Signature expired: 20260101" }),
      anError("InvalidSignatureException"),
      anError("E", { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }),
    ];
    for (const error of errors) {
      const bySdk = isThrottlingError(error) ? "throttling" : isTransientError(error) ? "transient" : "never";
      expect(repetitionOf(error), `${error.name} ${JSON.stringify(error)}`).toBe(bySdk);
    }
  });

  it("waits a random part of a time that doubles, up to 20 s, and longer where it is throttled", () => {
    const longest = () => 0.999_999;
    const of = (kind: "throttling" | "transient", repetitions: number, asked?: number) =>
      delayBefore(kind, { repetitions, base: 25, asked }, longest);
    expect([0, 1, 2, 20].map((repetitions) => of("transient", repetitions))).toEqual([24, 49, 99, 19_999]);
    expect([0, 1].map((repetitions) => of("throttling", repetitions))).toEqual([999, 1999]);
    expect(delayBefore("transient", { repetitions: 3, base: 25, asked: undefined }, () => 0)).toBe(0);
    expect([of("transient", 0, 2000), of("transient", 0, 60_000)]).toEqual([2000, 5024]);
  });
});

describe("a client's calls", () => {
  const failing = (error: Error) => () => Promise.reject(error);

  it("are tried as often as it is allowed", async () => {
    const waits: number[] = [];
    const repeated = createRepeated(3, 25, async (ms) => void waits.push(ms));
    let tries = 0;
    const error = anError("Error", { code: "ECONNRESET" });
    await expect(
      repeated(async () => {
        tries += 1;
        if (tries < 3) throw error;
        return "done";
      }),
    ).resolves.toBe("done");
    await expect(repeated(failing(error))).rejects.toBe(error);
    expect(waits).toHaveLength(4);
  });

  it("are not repeated where that cannot help", async () => {
    const repeated = createRepeated(3, 25, () => Promise.reject(new Error("waited")));
    const error = anError("ConditionalCheckFailedException");
    await expect(repeated(failing(error))).rejects.toBe(error);
    await expect(repeated(() => Promise.reject("text"))).rejects.toBe("text");
  });

  it("stop to be repeated when the service fails throughout, and begin again with its answers", async () => {
    let waits = 0;
    const repeated = createRepeated(2, 25, async () => {
      waits += 1;
    });
    const error = anError("E", status(503));
    for (let call = 0; call < 50; call += 1) await repeated(failing(error)).catch(() => undefined);
    expect(waits).toBe(Math.floor(TOKENS.most / TOKENS.transient));
    for (let call = 0; call < TOKENS.transient; call += 1) await repeated(async () => "done");
    await repeated(failing(error)).catch(() => undefined);
    expect(waits).toBe(Math.floor(TOKENS.most / TOKENS.transient) + 1);
  });
});
