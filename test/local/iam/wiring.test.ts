import { expect, it } from "vitest";
import { checkWiring } from "../../../local/iam/wiring.ts";
import { aFunction } from "../a-function.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:inbound.fifo";
const source = {
  functionName: "consumer",
  queueName: "inbound.fifo",
  queueArn: QUEUE,
  batchSize: 10,
  reportBatchItemFailures: true,
  maximumConcurrency: undefined,
};
const allowed = (...actions: string[]) => ({
  name: "role",
  arn: "arn:aws:iam::000000000000:role/role",
  statements: [{ effect: "Allow" as const, actions, resources: [QUEUE], conditions: [] }],
});

it("a function that may not receive from its queue, or send to the queue of its failures, stops the start", () => {
  const consumer = (...actions: string[]) => aFunction({ name: "consumer", role: allowed(...actions) });
  checkWiring({ functions: [consumer("sqs:*")], eventSources: [source] });
  expect(() => checkWiring({ functions: [consumer("sqs:ReceiveMessage")], eventSources: [source] })).toThrow(
    `the role of consumer does not allow sqs:DeleteMessage, sqs:GetQueueAttributes on ${QUEUE}, which Lambda needs`,
  );
  const failing = { ...consumer("sqs:ReceiveMessage"), onFailureArn: QUEUE };
  expect(() => checkWiring({ functions: [failing], eventSources: [] })).toThrow("sqs:SendMessage");
  checkWiring({ functions: [{ ...consumer("sqs:SendMessage"), onFailureArn: QUEUE }], eventSources: [] });
});
