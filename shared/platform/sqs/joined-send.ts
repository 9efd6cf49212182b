import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createJoin } from "../join.ts";
import { MAX_BYTES, MAX_ENTRIES } from "./batches.ts";

/** A message of a FIFO queue. */
export type FifoMessage = {
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
};

type Sized = { readonly message: FifoMessage; readonly bytes: number };

/**
 * Sends to a FIFO queue: a lone message at once by `SendMessage`, and those that come while a call is under way
 * together by `SendMessageBatch`. The messages of a group go in the order in which they came. Throws what SQS says of a
 * message; where a call fails as a whole that is the error of all its messages, and of those of their groups that wait
 * behind.
 */
export function createJoinedSend(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): (message: FifoMessage) => Promise<void> {
  const { client, queueUrl: QueueUrl } = deps;

  async function sendBatch(messages: readonly Sized[]): Promise<readonly (undefined | Promise<never>)[]> {
    const Entries = messages.map(({ message }, index) => ({ ...message, Id: String(index) }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const refused = new Map(Failed.map(({ Id, Code, Message }) => [Id, [Code, Message].filter(Boolean).join(": ")]));
    return Entries.map(({ Id }) => {
      const words = refused.get(Id);
      return words === undefined ? undefined : Promise.reject(new Error(words));
    });
  }

  const join = createJoin<Sized, undefined>({
    most: MAX_ENTRIES,
    starts: "now",
    keyOf: ({ message }) => message.MessageGroupId,
    fits: (taken, { bytes }) => taken.reduce((sum, other) => sum + other.bytes, bytes) <= MAX_BYTES,
    async call(messages) {
      const [first] = messages;
      if (!first || messages.length > 1) return sendBatch(messages);
      await client.send(new SendMessageCommand({ QueueUrl, ...first.message }));
      return [undefined];
    },
  });
  return (message) => join({ message, bytes: Buffer.byteLength(message.MessageBody) });
}
