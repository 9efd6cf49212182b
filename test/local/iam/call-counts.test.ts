import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import type { Admission } from "../../../local/iam/admission.ts";
import { countCalls } from "../../../local/iam/call-counts.ts";
import { accessKeyOf } from "../../../local/iam/identity.ts";

const CONSUMER = { name: "consumer", arn: "arn:aws:lambda:us-east-1:000000000000:function:consumer" };
const SENDER = { name: "sender", arn: "arn:aws:lambda:us-east-1:000000000000:function:sender" };
const IDLE = { name: "idle", arn: "arn:aws:lambda:us-east-1:000000000000:function:idle" };
const ALL: Admission = { json() {}, query() {}, s3() {}, missing() {}, dynamodb: () => undefined };

const signedBy = (accessKey: string, url = "/") =>
  ({
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/x/aws4_request` },
    url,
  }) as IncomingMessage;
const object = { method: "GET", bucket: "bodies", key: "a", query: new URLSearchParams() };

it("counts the calls of each function by service and action, and those of other keys nowhere", () => {
  const { admission, counts } = countCalls(ALL, [CONSUMER, SENDER, IDLE]);
  const consumer = accessKeyOf(CONSUMER.arn);
  for (let n = 0; n < 3; n += 1) admission.json(signedBy(consumer), "AmazonSQS", "SendMessageBatch", {});
  admission.json(signedBy(consumer), "AWSEvents", "PutEvents", {});
  admission.json(signedBy(consumer), "secretsmanager", "GetSecretValue", {});
  admission.query(signedBy(consumer), "Publish", new URLSearchParams());
  admission.s3(signedBy(consumer), object);
  admission.dynamodb({ accessKey: accessKeyOf(SENDER.arn), action: "UpdateItem", input: () => ({}) });
  admission.dynamodb({ accessKey: "local", action: "UpdateItem", input: () => ({}) });
  admission.dynamodb({ accessKey: undefined, action: undefined, input: () => ({}) });
  expect(counts()).toEqual({
    consumer: {
      "sqs:SendMessageBatch": 3,
      "events:PutEvents": 1,
      "secretsmanager:GetSecretValue": 1,
      "sns:Publish": 1,
      "s3:GET": 1,
    },
    sender: { "dynamodb:UpdateItem": 1 },
  });
});

it("counts what is refused, and refuses it all the same", () => {
  const refusal = new Error("no");
  const { admission, counts } = countCalls(
    {
      ...ALL,
      json() {
        throw refusal;
      },
    },
    [CONSUMER],
  );
  const call = () => admission.json(signedBy(accessKeyOf(CONSUMER.arn)), "AmazonSQS", "DeleteQueue", {});
  expect(call).toThrow(refusal);
  expect(counts()).toEqual({ consumer: { "sqs:DeleteQueue": 1 } });
});

it("takes what is loaded by a function's link for no call of the function", () => {
  const { admission, counts } = countCalls(ALL, [CONSUMER]);
  const url = `/bodies/a?X-Amz-Credential=${accessKeyOf(CONSUMER.arn)}%2F20260101`;
  admission.s3({ headers: {}, url } as IncomingMessage, object);
  expect(counts()).toEqual({});
});
