import { expect, it } from "vitest";
import { undelivered } from "../../../../shared/dead-letters/domain/failure-report.ts";

/** As Lambda writes it: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const report = (responsePayload: unknown) =>
  JSON.stringify({
    version: "1.0",
    requestContext: {
      functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:fleet-SpoolDrain:$LATEST",
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    },
    requestPayload: { "detail-type": "SpoolOpened" },
    responsePayload,
  });

it("says which function failed on an event, and why", () => {
  expect(undelivered(report({ errorType: "Error", errorMessage: "the table is away" }), {})).toEqual({
    reason: { code: "run-failed", detail: "fleet-SpoolDrain: RetriesExhausted: the table is away" },
  });
});

it.each([null, undefined, { other: 1 }, "text"])(
  "says it without words where the function had none (%j)",
  (payload) => {
    const { reason } = undelivered(report(payload), {});
    expect(reason).toEqual({ code: "run-failed", detail: "fleet-SpoolDrain: RetriesExhausted" });
  },
);

it("takes anything else for an event that was not delivered, which only a queue can take back", () => {
  const toFunction = { ERROR_CODE: "SDK_CLIENT_ERROR", TARGET_ARN: "arn:aws:lambda:eu-central-1:1:function:f" };
  expect(undelivered("{", toFunction)).toEqual({ reason: { code: "not-delivered", detail: "SDK_CLIENT_ERROR" } });
  expect(undelivered("{}", {})).toEqual({ reason: { code: "not-delivered" } });
  const { queueArn } = undelivered("{}", { TARGET_ARN: "arn:aws-cn:sqs:cn-north-1:1:alerts" });
  expect(queueArn).toBe("arn:aws-cn:sqs:cn-north-1:1:alerts");
});
