import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, vi } from "vitest";
import { createSqsTargetQueues } from "../../../../shared/routing/adapters/sqs-target-queues.ts";
import { QUEUE } from "../../../support/a-delivery.ts";

const STANDARD = "arn:aws-cn:sqs:cn-north-1:123456789012:crm";

function setUp() {
  const client = new SQSClient({ region: "eu-central-1" });
  const send = vi.spyOn(client, "send").mockImplementation(async () => ({}));
  const regions: string[] = [];
  const queues = createSqsTargetQueues({
    allowed: [QUEUE, STANDARD],
    clientIn: (region) => {
      regions.push(region);
      return client;
    },
  });
  return { queues, send, regions, inputs: () => send.mock.calls.map(([command]) => command.input) };
}

const message = { id: "dlv_1", group: "g", body: { text: "好" } };

describe("queues of others", () => {
  it("get a message in their own region, FIFO ones with its group and id", async () => {
    const { queues, regions, inputs } = setUp();
    await queues.send(QUEUE, message);
    await queues.send(STANDARD, message);
    expect(regions).toEqual(["eu-central-1", "cn-north-1"]);
    expect(inputs()).toEqual([
      {
        QueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/crm.fifo",
        MessageBody: '{"text":"好"}',
        MessageGroupId: "g",
        MessageDeduplicationId: "dlv_1",
      },
      { QueueUrl: "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/crm", MessageBody: '{"text":"好"}' },
    ]);
  });

  it("are refused where the deployment does not name them", async () => {
    const { queues, inputs } = setUp();
    await expect(queues.send(QUEUE.replace("crm", "erp"), message)).rejects.toMatchObject({ code: "refused" });
    expect(inputs()).toEqual([]);
  });

  it("are unavailable where SQS does not take the message", async () => {
    const { queues, send } = setUp();
    send.mockImplementation(() => Promise.reject(new Error("away")));
    await expect(queues.send(QUEUE, message)).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});
