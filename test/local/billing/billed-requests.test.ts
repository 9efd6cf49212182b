import { describe, expect, it } from "vitest";
import type { AwsService } from "../../../local/aws/service.ts";
import { createRequestBill } from "../../../local/billing/billed-requests.ts";
import { createLogBytes } from "../../../local/billing/log-bytes.ts";

const service: AwsService = {
  targetPrefix: "Any",
  contentType: "application/x-amz-json-1.0",
  handle: () => Promise.resolve({ done: true }),
};
const { signal } = new AbortController();
const QueueUrl = "http://127.0.0.1/000000000000/inbound.fifo";

describe("requests that are billed", () => {
  it("are one for a batch, and one more for each further 64 KB of it", async () => {
    const bill = createRequestBill();
    const sqs = bill.sqs(service);
    const Entries = (bytes: number) => [{ MessageBody: "a".repeat(bytes) }, { MessageBody: "a" }];
    expect(await sqs.handle("SendMessageBatch", { QueueUrl, Entries: Entries(65_535) }, signal)).toEqual({
      done: true,
    });
    await sqs.handle("SendMessageBatch", { QueueUrl, Entries: Entries(65_536) }, signal);
    await sqs.handle("SendMessage", { QueueUrl, MessageBody: "你".repeat(50_000) }, signal);
    await sqs.handle("ReceiveMessage", { QueueUrl }, signal);
    expect(bill.read().sqs).toEqual({ "inbound.fifo": 1 + 2 + 3 + 1 });
  });

  it("are one for each event and each further 64 KB of it, and one for each 512 KB that an HTTP API takes", async () => {
    const bill = createRequestBill();
    const Entries = [{ Detail: "{}" }, { Detail: "a".repeat(70_000) }];
    await bill.events(service).handle("PutEvents", { Entries }, signal);
    bill.http(0);
    bill.http(512 * 1024 + 1);
    expect(bill.read()).toEqual({ sqs: {}, events: 3, http: 3 });
  });
});

it("a line of a log costs its bytes and 26 more", () => {
  const bytes = createLogBytes();
  bytes.add("你好");
  expect(bytes.read()).toBe(32);
});
