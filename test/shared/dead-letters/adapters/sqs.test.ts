import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalClock } from "../../../../local/clock.ts";
import { createSqsPutBack } from "../../../../shared/dead-letters/adapters/sqs-put-back.ts";
import { createSqsDeadLetterQueue } from "../../../../shared/dead-letters/adapters/sqs-queue.ts";
import { arnOf, FIFO, type Harness, REGION, startHarness } from "../../../contract/sqs/harness.ts";

const BODY = '{"appId":"wx_a","id":"e1"}';

let sqs: Harness;
beforeAll(async () => {
  // Its time goes on by itself, so that long polls end.
  sqs = await startHarness(createLocalClock());
});
afterAll(() => sqs.close());

/** The queues' URLs are made from their ARNs; the endpoint is the embedded one. */
function clientByArn(): SQSClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new SQSClient({
    endpoint: sqs.endpoint,
    region: REGION,
    credentials,
    maxAttempts: 1,
    useQueueUrlAsEndpoint: false,
  });
}

/** A lane whose messages go to its dead-letter queue after one receive. */
async function aPair(name: string, kind: "fifo" | "standard") {
  const suffix = kind === "fifo" ? ".fifo" : "";
  const attributes = kind === "fifo" ? FIFO : {};
  const make = async (QueueName: string, Attributes: Record<string, string>) =>
    (await sqs.client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
  const queueUrl = await make(`${name}-dlq${suffix}`, attributes);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(queueUrl), maxReceiveCount: 1 });
  const lane = await make(`${name}${suffix}`, { ...attributes, RedrivePolicy });
  const queue = createSqsDeadLetterQueue({ client: sqs.client, lane: name, queueUrl });
  return { lane, queueUrl, queue };
}

async function receive(QueueUrl: string) {
  const input = {
    QueueUrl,
    VisibilityTimeout: 1,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All" as const],
  };
  return (await sqs.client.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

/** Receives what is there until it has moved on. */
async function fail(lane: string): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await receive(lane);
    sqs.clock.advance(2);
  }
}

describe.each(["fifo", "standard"] as const)("a dead letter of a %s lane", (kind) => {
  const ids = kind === "fifo" ? { MessageGroupId: "wx_a", MessageDeduplicationId: "d1" } : {};

  it("has the queue that it came from, goes back there under its mark, and has the mark when it fails again", async () => {
    const { lane, queue } = await aPair(`way-${kind}`, kind);
    await sqs.client.send(new SendMessageCommand({ QueueUrl: lane, MessageBody: BODY, ...ids }));
    await fail(lane);
    const [dead, ...others] = await queue.receive();
    expect([dead?.message, others]).toEqual([
      {
        lane: `way-${kind}`,
        body: BODY,
        queueArn: arnOf(lane),
        ...(kind === "fifo" ? { group: "wx_a", deduplicationId: "d1" } : {}),
        sentAt: expect.any(Number),
        receiveCount: expect.any(Number),
      },
      [],
    ]);
    expect(dead?.reason).toBeUndefined();
    await queue.remove([dead?.handle ?? ""]);
    sqs.clock.advance(200);
    expect(await queue.receive()).toEqual([]);

    const mark = { id: "0123456789abcdef0123456789abcdef", round: 1 };
    const client = clientByArn();
    const putBack = createSqsPutBack({ client });
    const { group } = dead?.message ?? {};
    // The second is the repetition after a crash.
    for (const _ of kind === "fifo" ? [1, 2] : [1]) {
      await putBack({ queueArn: arnOf(lane), group, isFifo: kind === "fifo", body: BODY }, mark);
    }
    await fail(lane);
    const again = await queue.receive();
    expect(again.map(({ message }) => [message.body, message.mark])).toEqual([[BODY, mark]]);
    client.destroy();
  });

  it("stays where its removal is refused, and comes again", async () => {
    const { queue, queueUrl } = await aPair(`stay-${kind}`, kind);
    await sqs.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: BODY, ...ids }));
    expect(await queue.receive()).toHaveLength(1);
    await expect(queue.remove(["no handle"])).rejects.toMatchObject({ code: "unavailable", retryable: true });
    sqs.clock.advance(200);
    expect(await queue.receive()).toHaveLength(1);
  });
});

it("an event that EventBridge could not deliver says why, and which queue was to get it", async () => {
  const { queue, queueUrl } = await aPair("failures", "standard");
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const MessageAttributes = {
    ERROR_CODE: text("NO_PERMISSIONS"),
    ERROR_MESSAGE: text("not authorized"),
    TARGET_ARN: text("arn:aws:sqs:us-east-1:1:alerts"),
  };
  await sqs.client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "{}", MessageAttributes }));
  expect(await queue.receive()).toMatchObject([
    {
      message: { lane: "failures", queueArn: "arn:aws:sqs:us-east-1:1:alerts" },
      reason: { code: "not-delivered", detail: "NO_PERMISSIONS: not authorized" },
    },
  ]);
});

it("a queue that is away is unavailable", async () => {
  const { queueUrl } = await aPair("away", "standard");
  const gone = createSqsDeadLetterQueue({ client: sqs.client, lane: "away", queueUrl: `${queueUrl}-gone` });
  await expect(gone.receive()).rejects.toMatchObject({ code: "unavailable" });
  const message = { queueArn: "arn:aws:sqs:us-east-1:000000000000:gone", isFifo: false, body: "{}" };
  const client = clientByArn();
  await expect(createSqsPutBack({ client })(message, { id: "0".repeat(32), round: 1 })).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
  });
  client.destroy();
});
