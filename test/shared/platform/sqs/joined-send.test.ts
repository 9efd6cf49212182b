import { ReceiveMessageCommand, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFifoSend } from "../../../../shared/platform/sqs/fifo-send.ts";
import { createJoinedSend } from "../../../../shared/platform/sqs/joined-send.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { type SqsBackend, startSqsBackend } from "../../../support/sqs-backend.ts";

let backend: SqsBackend;
beforeAll(async () => {
  backend = await startSqsBackend();
});
afterAll(() => backend.stop());

const aMessage = (group: string, number: number, body = `${group}-${number}`) => ({
  MessageBody: body,
  MessageGroupId: group,
  MessageDeduplicationId: `${group}-${number}`,
});

/** The messages that each call of a client has; `answer` may answer in its place. */
function watched(answer: (command: object) => Promise<unknown> | undefined = () => undefined) {
  const calls: string[] = [];
  const send = (command: Parameters<SQSClient["send"]>[0]) => {
    calls.push(command.constructor.name.replace(/Command$/, ""));
    return answer(command) ?? backend.client.send(command);
  };
  const client = new Proxy(backend.client, {
    get: (object, name) => (name === "send" ? send : Reflect.get(object, name)),
  });
  return { client, calls };
}

async function bodies(queueUrl: string): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const { Messages = [] } = await backend.client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body = "" }) => Body));
  }
}

describe("joined sends", () => {
  it("send a lone message at once, and those that come meanwhile together, each group in order", async () => {
    const queueUrl = await backend.freshQueue("fifo");
    const { client, calls } = watched();
    const send = createJoinedSend({ client, queueUrl });
    const sent = Array.from({ length: 9 }, (_, index) => send(aMessage(index % 2 === 0 ? "a" : "b", index)));
    expect(calls).toEqual(["SendMessage"]);
    await Promise.all(sent);
    // On a slow machine those of the other group do not wait for the first call.
    expect(calls.slice(1)).toSatisfy(
      (rest: string[]) => rest.length <= 2 && rest.every((name) => name.endsWith("Batch")),
    );
    const received = await bodies(queueUrl);
    expect(received.filter((body) => body.startsWith("a"))).toEqual(["a-0", "a-2", "a-4", "a-6", "a-8"]);
    expect(received.filter((body) => body.startsWith("b"))).toEqual(["b-1", "b-3", "b-5", "b-7"]);
  });

  it("put no more into a call than its megabyte", async () => {
    const queueUrl = await backend.freshQueue("fifo");
    const { client, calls } = watched();
    const send = createJoinedSend({ client, queueUrl });
    await Promise.all(["a", "b", "c", "d"].map((group) => send(aMessage(group, 1, "x".repeat(400_000)))));
    expect(calls).toEqual(["SendMessage", "SendMessageBatch", "SendMessage"]);
  });

  it("fail each message that SQS refuses by itself", async () => {
    const queueUrl = await backend.freshQueue("fifo");
    const { client } = watched((command) =>
      command instanceof SendMessageBatchCommand
        ? Promise.resolve({ Failed: [{ Id: "1", Code: "InternalError", Message: "try again", SenderFault: false }] })
        : undefined,
    );
    const send = createJoinedSend({ client, queueUrl });
    const sent = await Promise.allSettled(["a", "b", "c", "d"].map((group) => send(aMessage(group, 1))));
    expect(sent.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(sent[2]).toMatchObject({ reason: { message: "InternalError: try again" } });
  });

  it("fail all messages of a call that fails as a whole", async () => {
    const { client, calls } = watched(() => Promise.reject(new Error("away")));
    const send = createJoinedSend({ client, queueUrl: "q" });
    const sent = await Promise.allSettled(["a", "b", "c"].map((group) => send(aMessage(group, 1))));
    expect(sent.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(calls).toEqual(["SendMessage", "SendMessageBatch"]);
  });

  it("carry what several callers send at once in one call, and tell each caller of its own", async () => {
    const queueUrl = await backend.freshQueue("fifo");
    const { client, calls } = watched((command) =>
      command instanceof SendMessageBatchCommand && command.input.Entries?.length === 6
        ? Promise.resolve({ Failed: [{ Id: "3", Code: "InternalError", SenderFault: false }] })
        : undefined,
    );
    const send = createFifoSend<string>(
      { client, queueUrl, what: "the queue", ...recordingObservability() },
      { id: (id) => id, group: (id) => id.charAt(0), deduplicationId: (id) => id, version: 1 },
    );
    const refused = await Promise.all([
      send(["a1"]),
      send(["b1", "c1"]),
      send([]),
      send(["d1", "d2"]),
      send(["e1", "f1"]),
    ]);
    expect(refused.map((ids) => [...ids])).toEqual([[], [], [], ["d2"], []]);
    expect(calls).toEqual(["SendMessageBatch", "SendMessageBatch"]);
  });
});
