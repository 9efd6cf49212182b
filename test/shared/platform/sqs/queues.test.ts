import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSqsInboundQueue } from "../../../../shared/inbound/adapters/sqs-queue.ts";
import type { Envelope } from "../../../../shared/inbound/domain/envelope.ts";
import { createSqsOutboundQueue } from "../../../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createLaneVisibility, createVisibilityChanger } from "../../../../shared/outbound/adapters/sqs-visibility.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { type SqsBackend, startSqsBackend } from "../../../support/sqs-backend.ts";

const { log, metrics } = recordingObservability();
let backend: SqsBackend;
let client: SQSClient;
let queueUrl: string;

beforeAll(async () => {
  backend = await startSqsBackend();
  client = backend.client;
});

beforeEach(async () => {
  queueUrl = await backend.freshQueue("fifo");
});

afterAll(() => backend.stop());

async function receive() {
  const answer = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] }),
  );
  return answer.Messages ?? [];
}

const aText = {
  kind: "text",
  appId: "wx_a",
  wxid: "",
  conversationId: "c",
  chat: "private",
  sender: "c",
  fromSelf: false,
  sentAt: 1,
  mentions: [] as string[],
  text: "你好",
} as const;

const anEnvelope = (id: string, dedupKey: string): Envelope => ({
  id,
  appId: "wx_a",
  dedupKey,
  receivedAt: 1,
  message: aText,
});

const aCommand = (id: string, appId = "wx_a", generation = 0, text = "好"): OutboundCommand => ({
  id,
  generation,
  appId,
  to: "wxid_b",
  content: { type: "text", text },
  notAfter: 9,
  createdAt: 1,
  origin: { envelopeId: "e", ruleId: "r" },
});

describe("the inbound queue", () => {
  it("carries an envelope in its account's group, and the same message only once", async () => {
    const inbound = createSqsInboundQueue({ client, queueUrl });
    await inbound.send(anEnvelope("1", "7000000000000000001"));
    await inbound.send(anEnvelope("2", "7000000000000000001"));
    await inbound.send(anEnvelope("3", "7000000000000000002"));
    const messages = await receive();
    expect(messages.map(({ Body }) => JSON.parse(Body ?? "").id)).toEqual(["1", "3"]);
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: "wx_a" });
    expect(messages[0]?.Attributes?.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has a group for each lane of an account that has lanes", async () => {
    const inbound = createSqsInboundQueue({ client, queueUrl });
    await inbound.send({ ...anEnvelope("1", "k1"), lane: 0 });
    await inbound.send({ ...anEnvelope("2", "k2"), lane: 7 });
    const groups = (await receive()).map(({ Attributes }) => Attributes?.MessageGroupId);
    expect(groups.sort()).toEqual(["wx_a.0", "wx_a.7"]);
  });

  it("carries every character that a person can send", async () => {
    const inbound = createSqsInboundQueue({ client, queueUrl });
    const text = "\ufffe\uffff\u0000\ud800 \u{1f600} 你好";
    await inbound.send({ ...anEnvelope("1", "k"), message: { ...aText, text } });
    expect(JSON.parse((await receive())[0]?.Body ?? "").message.text).toBe(text);
  });

  it("says that the queue did not take it", async () => {
    const inbound = createSqsInboundQueue({ client, queueUrl: backend.noSuchQueue });
    await expect(inbound.send(anEnvelope("1", "k"))).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      details: { envelopeId: "1" },
    });
  });
});

describe("the outbound queue", () => {
  it("carries any number of commands in order, ten a call", async () => {
    let calls = 0;
    client.middlewareStack.add(
      (next) => (args) => {
        calls += 1;
        return next(args);
      },
      { step: "initialize", name: "count", override: true },
    );
    const outbound = createSqsOutboundQueue({ client, queueUrl, metrics, log });
    const commands = Array.from({ length: 23 }, (_, index) => aCommand(`c${index}`));
    expect(await outbound.send(commands)).toEqual(new Set());
    expect(calls).toBe(3);
    client.middlewareStack.remove("count");
    const messages = await receive();
    expect(messages.map(({ Body }) => JSON.parse(Body ?? "").id)).toEqual(commands.slice(0, 10).map(({ id }) => id));
  });

  it("calls nothing for no command", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl: backend.noSuchQueue, metrics, log });
    expect(await outbound.send([])).toEqual(new Set());
  });

  it("takes a command again only in a new generation", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl, metrics, log });
    await outbound.send([aCommand("c1"), aCommand("c1")]);
    await outbound.send([aCommand("c1", "wx_a", 1)]);
    expect((await receive()).map(({ Body }) => JSON.parse(Body ?? "").generation)).toEqual([0, 1]);
  });

  it("cuts batches by bytes too", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl, metrics, log });
    const large = "好".repeat(200_000);
    expect(await outbound.send([aCommand("c1", "wx_a", 0, large), aCommand("c2", "wx_a", 0, large)])).toEqual(
      new Set(),
    );
    expect((await receive()).map(({ Body }) => JSON.parse(Body ?? "").id)).toEqual(["c1", "c2"]);
  });

  it("names a refused command and holds back the later ones of its account", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl, metrics, log });
    const commands = Array.from({ length: 12 }, (_, index) => aCommand(`c${index}`, index % 2 ? "wx_odd" : "wx_even"));
    commands[9] = aCommand("bad id with\u0000zero", "wx_odd");
    const refused = await outbound.send(commands);
    expect([...refused]).toEqual(["bad id with\u0000zero", "c11"]);
  });

  it("says that a whole batch was not taken", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl: backend.noSuchQueue, metrics, log });
    expect([...(await outbound.send([aCommand("c1"), aCommand("c2", "wx_b")]))]).toEqual(["c1", "c2"]);
  });
});

describe("changing visibility", () => {
  it("goes to the queue of the lane", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl, metrics, log });
    await outbound.send([aCommand("c1")]);
    const [message] = await receive();
    const change = createLaneVisibility(client, { live: backend.noSuchQueue, bulk: queueUrl });
    const wake = [{ receiptHandle: message?.ReceiptHandle ?? "", seconds: 0 }];
    await expect(change.live(wake)).rejects.toThrow();
    expect(await change.bulk(wake)).toBe(0);
    expect(await receive()).toHaveLength(1);
  });

  it("makes messages visible again at once, and counts what SQS refused", async () => {
    const outbound = createSqsOutboundQueue({ client, queueUrl, metrics, log });
    await outbound.send(Array.from({ length: 11 }, (_, index) => aCommand(`c${index}`, `wx_${index}`)));
    const first = await receive();
    const second = await receive();
    const change = createVisibilityChanger({ client, queueUrl });
    const changes = [...first, ...second].map(({ ReceiptHandle }) => ({
      receiptHandle: ReceiptHandle ?? "",
      seconds: 0,
    }));
    expect(changes).toHaveLength(11);
    expect(await change(changes)).toBe(0);
    expect(await receive()).toHaveLength(10);
    expect(await change([{ receiptHandle: "no-such-handle", seconds: 1 }])).toBe(1);
    expect(await change([])).toBe(0);
  });
});
