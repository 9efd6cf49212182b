import { describe, expect, it } from "vitest";
import { failureCode } from "../../../../shared/outbound/domain/failure-code.ts";
import { type FailureCause, VERDICTS } from "../../../../shared/outbound/domain/outcome.ts";

const causes = Object.keys(VERDICTS) as FailureCause[];

describe("what a failed call means for its caller", () => {
  it("is that its outcome is not known, wherever a command of that cause is never sent again by itself", () => {
    for (const cause of causes) {
      expect(failureCode(cause, false).code === "outcome-unknown", cause).toBe(VERDICTS[cause] === "unknown");
    }
  });

  it("is that it may be tried again where a repetition does no harm", () => {
    for (const cause of causes.filter((one) => VERDICTS[one] === "unknown")) {
      expect(failureCode(cause, true), cause).toMatchObject({ retryable: true });
    }
    expect(failureCode("refused", true)).toEqual({ code: "refused", retryable: false });
  });
});
