import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arnOf, bodies, FIFO, type Harness, startHarness } from "./harness.ts";

const MEBIBYTE = 1024 * 1024;

describe("the SQS protocol", () => {
  let sqs: Harness;
  let standard: string;
  let fifo: string;
  beforeAll(async () => {
    sqs = await startHarness();
    standard = await sqs.queue("standard");
    fifo = await sqs.queue("queue.fifo");
  });
  afterAll(() => sqs.close());

  const send = (input: { MessageBody: string } & Record<string, unknown>, QueueUrl = standard) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl, ...input }));
  const sendBatch = (entries: { Id: string; MessageBody: string }[]) =>
    sqs.client.send(new SendMessageBatchCommand({ QueueUrl: standard, Entries: entries }));
  const named = (name: string) => ({ name });

  it("lists, finds, tags and deletes queues", async () => {
    const url = await sqs.queue("life-cycle");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/life-cycle$/);
    const listed = await sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: "life" }));
    expect(listed.QueueUrls).toEqual([url]);
    const found = await sqs.client.send(new GetQueueUrlCommand({ QueueName: "life-cycle" }));
    expect(found.QueueUrl).toBe(url);
    await sqs.client.send(new TagQueueCommand({ QueueUrl: url, Tags: { a: "1", b: "2" } }));
    await sqs.client.send(new UntagQueueCommand({ QueueUrl: url, TagKeys: ["a"] }));
    expect((await sqs.client.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags).toEqual({ b: "2" });
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(sqs.receive(url)).rejects.toMatchObject(named("QueueDoesNotExist"));
    await expect(sqs.client.send(new GetQueueUrlCommand({ QueueName: "life-cycle" }))).rejects.toMatchObject(
      named("QueueDoesNotExist"),
    );
  });

  it("pages through the queues", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await sqs.queue(name);
    const page = (NextToken?: string) =>
      sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: "page", MaxResults: 2, NextToken }));
    const first = await page();
    const second = await page(first.NextToken);
    expect([first.QueueUrls?.length, second.QueueUrls?.length, second.NextToken]).toEqual([2, 1, undefined]);
  });

  it("makes a queue twice with the same attributes, and refuses other ones", async () => {
    const make = (VisibilityTimeout: string) =>
      sqs.client.send(new CreateQueueCommand({ QueueName: "twice", Attributes: { VisibilityTimeout } }));
    await make("60");
    await make("60");
    await expect(make("61")).rejects.toMatchObject(named("QueueNameExists"));
  });

  it("keeps and counts: attributes with ARN, encryption and numbers of messages", async () => {
    const url = await sqs.queue("counted", { KmsMasterKeyId: "alias/aws/sqs", VisibilityTimeout: "90" });
    for (const body of ["1", "2", "3"]) await send({ MessageBody: body }, url);
    await send({ MessageBody: "4", DelaySeconds: 900 }, url);
    await sqs.receive(url, { max: 1 });
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: arnOf(url),
      VisibilityTimeout: "90",
      KmsMasterKeyId: "alias/aws/sqs",
      SqsManagedSseEnabled: "false",
      ApproximateNumberOfMessages: "2",
      ApproximateNumberOfMessagesNotVisible: "1",
      ApproximateNumberOfMessagesDelayed: "1",
    });
    const one = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["VisibilityTimeout"] }),
    );
    expect(one.Attributes).toEqual({ VisibilityTimeout: "90" });
  });

  it.each([
    { attributes: { VisibilityTimeout: "43201" }, error: "InvalidAttributeValue" },
    { attributes: { DelaySeconds: "x" }, error: "InvalidAttributeValue" },
    { attributes: { FifoThroughputLimit: "perQueue" }, error: "InvalidAttributeName" },
    { attributes: { RedrivePolicy: '{"maxReceiveCount":1}' }, error: "InvalidAttributeValue" },
  ])("refuses the attributes $attributes of a standard queue", async ({ attributes, error }) => {
    const command = new SetQueueAttributesCommand({ QueueUrl: standard, Attributes: attributes });
    await expect(sqs.client.send(command)).rejects.toMatchObject(named(error));
  });

  it("refuses throughput per group without deduplication per group, and FIFO names without .fifo", async () => {
    const attributes = { FifoQueue: "true", FifoThroughputLimit: "perMessageGroupId" };
    await expect(sqs.queue("throughput.fifo", attributes)).rejects.toMatchObject(named("InvalidAttributeValue"));
    await expect(sqs.queue("plain", FIFO)).rejects.toMatchObject(named("InvalidParameterValue"));
    await expect(sqs.queue("standard.fifo", {})).rejects.toMatchObject(named("InvalidParameterValue"));
  });

  it("carries message attributes of every type, with checksums that the SDK verifies", async () => {
    const url = await sqs.queue("typed");
    const binary = Uint8Array.from([0, 1, 250]);
    await send(
      {
        MessageBody: "你好 👋",
        MessageAttributes: {
          text: { DataType: "String", StringValue: "值" },
          count: { DataType: "Number.int", StringValue: "12" },
          raw: { DataType: "Binary", BinaryValue: binary },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } },
      },
      url,
    );
    const receive = (MessageAttributeNames: string[]) =>
      sqs.client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          VisibilityTimeout: 0,
          MessageAttributeNames,
          MessageSystemAttributeNames: ["AWSTraceHeader"],
        }),
      );
    const [all] = (await receive(["All"])).Messages ?? [];
    expect(all?.Body).toBe("你好 👋");
    expect(all?.MessageAttributes?.text?.StringValue).toBe("值");
    expect(all?.MessageAttributes?.raw?.BinaryValue).toEqual(binary);
    expect(all?.Attributes).toEqual({ AWSTraceHeader: "Root=1-2-3" });
    const [some] = (await receive(["te.*"])).Messages ?? [];
    expect(Object.keys(some?.MessageAttributes ?? {})).toEqual(["text"]);
    const [none] = (await receive([])).Messages ?? [];
    expect(none?.MessageAttributes).toBeUndefined();
  });

  it.each([
    { what: "an empty body", message: { MessageBody: "" }, error: "MissingParameter" },
    { what: "a control character", message: { MessageBody: "a\u0001" }, error: "InvalidMessageContents" },
    { what: "half a surrogate pair", message: { MessageBody: "\ud83d" }, error: "InvalidMessageContents" },
    { what: "a body over 1 MiB", message: { MessageBody: "x".repeat(MEBIBYTE + 1) }, error: "InvalidParameterValue" },
    { what: "a delay over 900 s", message: { MessageBody: "x", DelaySeconds: 901 }, error: "InvalidParameterValue" },
    {
      what: "a deduplication id",
      message: { MessageBody: "x", MessageDeduplicationId: "d" },
      error: "InvalidParameterValue",
    },
    {
      what: "an attribute without a value",
      message: { MessageBody: "x", MessageAttributes: { a: { DataType: "String", StringValue: "" } } },
      error: "InvalidParameterValue",
    },
    {
      what: "an attribute of an unknown type",
      message: { MessageBody: "x", MessageAttributes: { a: { DataType: "Date", StringValue: "1" } } },
      error: "InvalidParameterValue",
    },
  ])("refuses $what on a standard queue", async ({ message, error }) => {
    await expect(send(message)).rejects.toMatchObject(named(error));
  });

  it.each([
    { what: "without a group", message: { MessageDeduplicationId: "d" }, error: "MissingParameter" },
    { what: "without a deduplication id", message: { MessageGroupId: "g" }, error: "InvalidParameterValue" },
    {
      what: "with a delay of its own",
      message: { MessageGroupId: "g", MessageDeduplicationId: "d", DelaySeconds: 5 },
      error: "InvalidParameterValue",
    },
    {
      what: "with a space in its group",
      message: { MessageGroupId: "a b", MessageDeduplicationId: "d" },
      error: "InvalidParameterValue",
    },
    {
      what: "with an id of 129 characters",
      message: { MessageGroupId: "g", MessageDeduplicationId: "d".repeat(129) },
      error: "InvalidParameterValue",
    },
  ])("refuses a message $what on a FIFO queue", async ({ message, error }) => {
    await expect(send({ MessageBody: "x", ...message }, fifo)).rejects.toMatchObject(named(error));
  });

  it("takes a body of exactly 1 MiB", async () => {
    const url = await sqs.queue("large");
    await send({ MessageBody: "x".repeat(MEBIBYTE) }, url);
    expect((await sqs.receive(url))[0]?.Body).toHaveLength(MEBIBYTE);
  });

  it.each([
    { what: "no entries", entries: [], error: "EmptyBatchRequest" },
    { what: "eleven entries", entries: ids(11), error: "TooManyEntriesInBatchRequest" },
    { what: "an id twice", entries: [...ids(1), ...ids(1)], error: "BatchEntryIdsNotDistinct" },
    { what: "an id with a dot", entries: [{ Id: "a.b", MessageBody: "x" }], error: "InvalidBatchEntryId" },
    { what: "an id of 81 letters", entries: [{ Id: "a".repeat(81), MessageBody: "x" }], error: "InvalidBatchEntryId" },
    {
      what: "more than 1 MiB together",
      entries: ids(2).map((entry) => ({ ...entry, MessageBody: "x".repeat(MEBIBYTE / 2 + 1) })),
      error: "BatchRequestTooLong",
    },
  ])("refuses a batch with $what", async ({ entries, error }) => {
    await expect(sendBatch(entries)).rejects.toMatchObject(named(error));
  });

  it("fails the bad entries of a batch and keeps the good ones", async () => {
    const sent = await sendBatch([
      { Id: "good", MessageBody: "good" },
      { Id: "bad", MessageBody: "\u0000" },
    ]);
    expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["good"]);
    expect(sent.Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
    const [message] = await sqs.receive(standard);
    const entries = [
      { Id: "a", ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 50_000 },
      { Id: "b", ReceiptHandle: "nonsense", VisibilityTimeout: 1 },
    ];
    const changed = await sqs.client.send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl: standard, Entries: entries }),
    );
    expect(changed.Failed?.map((entry) => entry.Code)).toEqual(["InvalidParameterValue", "ReceiptHandleIsInvalid"]);
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: standard,
        Entries: entries.map(({ Id, ReceiptHandle }) => ({ Id, ReceiptHandle })),
      }),
    );
    expect(deleted.Successful?.map((entry) => entry.Id)).toEqual(["a"]);
    expect(deleted.Failed?.map((entry) => entry.Code)).toEqual(["ReceiptHandleIsInvalid"]);
  });

  it("refuses receives outside the limits", async () => {
    await expect(sqs.receive(standard, { max: 11 })).rejects.toMatchObject(named("InvalidParameterValue"));
    await expect(sqs.receive(standard, { max: 0 })).rejects.toMatchObject(named("InvalidParameterValue"));
    await expect(sqs.receive(standard, { wait: 21 })).rejects.toMatchObject(named("InvalidParameterValue"));
  });

  it("purges a queue, at most once a minute", async () => {
    const url = await sqs.queue("purged.fifo");
    const purge = () => sqs.client.send(new PurgeQueueCommand({ QueueUrl: url }));
    await sqs.send(url, "g", "1", "2");
    await sqs.receive(url, { max: 1 });
    await purge();
    await expect(purge()).rejects.toMatchObject(named("PurgeQueueInProgress"));
    await sqs.send(url, "g", "3");
    expect(bodies(await sqs.receive(url))).toEqual(["3"]);
    sqs.clock.advance(60);
    await purge();
  });

  it("drops messages past their retention, those in flight included", async () => {
    const url = await sqs.queue("retention.fifo", { ...FIFO, MessageRetentionPeriod: "60" });
    await sqs.send(url, "g", "1", "2");
    await sqs.receive(url, { max: 1, visibility: 1000 });
    sqs.clock.advance(40);
    await sqs.send(url, "g", "3");
    sqs.clock.advance(21);
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: "1" });
    expect(bodies(await sqs.receive(url))).toEqual(["3"]);
  });

  it("sends the query error code of old SDKs along", async () => {
    const answer = await fetch(sqs.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.PurgeQueue", "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify({ QueueUrl: "http://elsewhere/000000000000/nope" }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("x-amzn-query-error")).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
    expect(await answer.json()).toEqual({
      __type: "com.amazonaws.sqs#QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
  });

  it.each([
    { action: "SendMessage", input: { QueueUrl: "/q" }, error: "MissingParameter" },
    { action: "SendMessage", input: { QueueUrl: 5, MessageBody: "x" }, error: "InvalidParameterValue" },
    { action: "Dance", input: {}, error: "InvalidAction" },
  ])("says what is wrong with $action $input", async ({ action, input, error }) => {
    const answer = await fetch(sqs.endpoint, {
      method: "POST",
      headers: { "x-amz-target": `AmazonSQS.${action}` },
      body: JSON.stringify(input),
    });
    expect(answer.headers.get("x-amzn-query-error")).toBe(`${error};Sender`);
  });
});

function ids(count: number): { Id: string; MessageBody: string }[] {
  return Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, MessageBody: "x" }));
}
