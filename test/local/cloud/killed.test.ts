import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../../support/cloud-process.ts";
import { requestJson } from "../../support/http-json.ts";

const made = z.object({ QueueUrl: z.string() });
const messages = z.object({ Messages: z.array(z.object({ Body: z.string() })).default([]) });

let site: Awaited<ReturnType<typeof newCloudSite>>;
let cloud: CloudProcess;

beforeEach(async () => {
  site = await newCloudSite();
  cloud = await startCloudProcess(site);
});
afterEach(async () => {
  await cloud.kill("SIGINT");
  site.remove();
});

async function sqs(action: string, body: object): Promise<unknown> {
  const headers = { "x-amz-target": `AmazonSQS.${action}`, "content-type": "application/x-amz-json-1.0" };
  const answer = await requestJson("POST", cloud.urls.aws, { headers, body });
  if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${answer.text}`);
  return answer.json();
}

const receive = async (QueueUrl: string | undefined) => {
  const answer = messages.parse(await sqs("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 }));
  return answer.Messages.map(({ Body }) => Body);
};

describe("messages in flight when the cloud is killed", () => {
  it("are announced by the next start, and come back when the clock is moved as it says", async () => {
    // A queue that no function polls and no schedule empties. A message is hidden for longer than any start takes.
    const Attributes = { FifoQueue: "true", VisibilityTimeout: "3600" };
    const { QueueUrl } = made.parse(await sqs("CreateQueue", { QueueName: "in-flight.fifo", Attributes }));
    for (const MessageBody of ["one", "two"]) {
      const ids = { MessageGroupId: "g", MessageDeduplicationId: MessageBody };
      await sqs("SendMessage", { QueueUrl, MessageBody, ...ids });
    }
    expect(await receive(QueueUrl)).toEqual(["one", "two"]);

    await cloud.kill("SIGKILL");
    cloud = await startCloudProcess(site);
    const announced = /^(\d+) messages were in flight .* \{"advance": (\d+)\}$/m.exec(cloud.output());
    // Besides these two, what the demo fleet's own queues had in hand.
    expect(Number(announced?.[1]), cloud.output()).toBeGreaterThanOrEqual(2);
    expect(await receive(QueueUrl)).toEqual([]);
    const body = { advance: Number(announced?.[2]) };
    expect((await requestJson("POST", `${cloud.urls.gateway}/local/clock`, { body })).status).toBe(200);
    expect(await receive(QueueUrl)).toEqual(["one", "two"]);
  });
});
