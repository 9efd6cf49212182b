import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { startEsmPoller } from "../../../../local/lambda/event-sources/poller.ts";
import { nextTraceHeader, timesInChain } from "../../../../local/lambda/lineage.ts";
import { createSqsService } from "../../../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../../../local/sqs/engine.ts";
import type { FunctionModel } from "../../../../local/template/model.ts";
import { startAwsEndpoint } from "../../../support/aws-endpoint.ts";
import { heldClock } from "../../../support/held-clock.ts";
import { aFunction } from "../../a-function.ts";

const eventSchema = z.object({ Records: z.array(z.object({ body: z.string() })) });
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:login";
const OTHER = "arn:aws:lambda:us-east-1:000000000000:function:sender";

/** A function that queues its own next step until it has made `steps`. */
async function aLoop(
  steps: number,
  recursiveLoop: FunctionModel["recursiveLoop"],
  options: { redrive?: boolean } = {},
) {
  const engine = createSqsEngine({ path: ":memory:", clock: heldClock() });
  engine.createQueue("dead", {});
  const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
  const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }) };
  engine.createQueue("steps", options.redrive === false ? {} : redrive);
  const made: number[] = [];
  const dropped: number[] = [];
  const model = aFunction({ name: "login", arn: FUNCTION, recursiveLoop });
  const poller = startEsmPoller({
    source: {
      functionName: "login",
      queueName: "steps",
      queueArn: "arn:aws:sqs:us-east-1:000000000000:steps",
      batchSize: 10,
      reportBatchItemFailures: true,
      maximumConcurrency: undefined,
    },
    engine,
    pool: {
      model,
      limit: 1,
      dropped: (count) => void dropped.push(count),
      async invoke(event, traceHeaders = []) {
        for (const { body } of eventSchema.parse(event).Records) {
          const step = Number(body);
          made.push(step);
          const header = nextTraceHeader(FUNCTION, traceHeaders);
          if (step < steps) engine.sendMessage("steps", { MessageBody: String(step + 1) }, header);
        }
        return { kind: "ok", payload: null, durationMs: 1 };
      },
    },
  });
  onTestFinished(async () => {
    await poller.stop();
    engine.close();
  });
  const counts = (queue: string) => Number(engine.getQueueAttributes(queue).ApproximateNumberOfMessages);
  engine.sendMessage("steps", { MessageBody: "1" });
  return { engine, made, dropped, counts };
}

it("the 17th invocation in a chain of one function is not made: its message goes to the dead-letter queue", async () => {
  const { engine, made, dropped, counts } = await aLoop(24, "Terminate");
  await expect.poll(() => counts("dead")).toBe(1);
  expect([made.length, counts("steps"), dropped]).toEqual([16, 0, [1]]);
  const [message] = await engine.receiveMessages("dead", { max: 1 });
  expect([message?.Body, message?.deadLetterSource]).toEqual(["17", "steps"]);
});

it("without a dead-letter queue the message is deleted", async () => {
  const { made, dropped, counts } = await aLoop(24, "Terminate", { redrive: false });
  await expect.poll(() => dropped).toEqual([1]);
  expect([made.length, counts("steps"), counts("dead")]).toEqual([16, 0, 0]);
});

it("a function whose template allows loops goes on", async () => {
  const { made, dropped, counts } = await aLoop(24, "Allow");
  await expect.poll(() => made.length).toBe(24);
  expect([counts("dead"), dropped]).toEqual([0, []]);
});

it("a chain counts each function by itself, and a batch goes on with the longest chain of its messages", () => {
  const once = nextTraceHeader(FUNCTION, []);
  const twice = nextTraceHeader(FUNCTION, [nextTraceHeader(OTHER, [once])]);
  expect(once).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=[0-9a-f]{8}:1$/);
  expect([timesInChain(FUNCTION, twice), timesInChain(OTHER, twice)]).toEqual([2, 1]);
  expect(timesInChain(FUNCTION, nextTraceHeader(FUNCTION, [once, twice, once]))).toBe(3);
  expect(timesInChain(FUNCTION, "Root=1-0-0")).toBe(0);
});

it("SQS keeps the trace header of a request with its messages, as the SDK sends it inside a function", async () => {
  const engine = createSqsEngine({ path: ":memory:", clock: heldClock() });
  engine.createQueue("steps", {});
  const endpoint = await startAwsEndpoint((baseUrl) => [
    createSqsService(engine, { accountId: "000000000000", region: "us-east-1", baseUrl }),
  ]);
  const saved = { ...process.env };
  process.env.AWS_LAMBDA_FUNCTION_NAME = "login";
  process.env._X_AMZN_TRACE_ID = nextTraceHeader(FUNCTION, []);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ region: "us-east-1", endpoint: endpoint.url, credentials });
  onTestFinished(async () => {
    process.env = saved;
    client.destroy();
    await endpoint.close();
    engine.close();
  });
  await client.send(new SendMessageCommand({ QueueUrl: `${endpoint.url}/000000000000/steps`, MessageBody: "x" }));
  const [message] = await engine.receiveMessages("steps", { max: 1 });
  expect(message?.Attributes.AWSTraceHeader).toBe(process.env._X_AMZN_TRACE_ID);
});
