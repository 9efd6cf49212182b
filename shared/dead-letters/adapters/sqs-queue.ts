import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import type { DeadLetterQueue, DeadMessage } from "../application/ports/queues.ts";
import { undelivered } from "../domain/failure-report.ts";
import { MARK, readMark } from "../domain/message.ts";

/** How long a received message stays hidden, seconds: longer than the drain's whole run. */
const HIDDEN = 120;

/** A long poll asks every server of SQS for messages, a short one some of them. Seconds. */
const WAIT = 1;

/** One dead-letter queue. `lane`: its lane, or `failures`. */
export function createSqsDeadLetterQueue(deps: {
  readonly client: SQSClient;
  readonly lane: string;
  readonly queueUrl: string;
}): DeadLetterQueue {
  const { client, lane, queueUrl } = deps;

  async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      throw new AppError("unavailable", `a dead-letter queue ${what}`, { retryable: true, cause, details: { lane } });
    }
  }

  return {
    lane,
    async receive() {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN,
        WaitTimeSeconds: WAIT,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      });
      const { Messages = [] } = await attempt("gave no messages", () => client.send(command));
      return Messages.map((message) => deadMessageOf(lane, message));
    },

    async remove(handles) {
      const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries });
      await attempt("did not let messages go", async () => {
        const { Failed = [] } = await client.send(command);
        if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} entries: ${Failed[0]?.Message ?? ""}`);
      });
    },
  };
}

function deadMessageOf(
  lane: string,
  { Body = "", ReceiptHandle = "", Attributes = {}, MessageAttributes = {} }: Message,
): DeadMessage {
  const texts = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
  );
  const mark = readMark(texts[MARK]);
  const failure = Attributes.DeadLetterQueueSourceArn === undefined ? undelivered(Body, texts) : undefined;
  const queueArn = Attributes.DeadLetterQueueSourceArn ?? failure?.queueArn;
  const { MessageGroupId: group, MessageDeduplicationId: deduplicationId } = Attributes;
  return {
    handle: ReceiptHandle,
    message: {
      lane,
      body: Body,
      ...(queueArn === undefined ? {} : { queueArn }),
      ...(group === undefined ? {} : { group }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
      sentAt: Number(Attributes.SentTimestamp ?? 0),
      receiveCount: Number(Attributes.ApproximateReceiveCount ?? 0),
      ...(mark ? { mark } : {}),
    },
    ...(failure ? { reason: failure.reason } : {}),
  };
}
