import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateQueueCommand,
  type Message,
  type MessageSystemAttributeName,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { AwsService } from "../../../local/aws/service.ts";
import type { LocalClock } from "../../../local/clock.ts";
import { createSqsService } from "../../../local/sqs/api/service.ts";
import { createSqsEngine, type SqsEngine } from "../../../local/sqs/engine.ts";
import { startAwsEndpoint } from "../../support/aws-endpoint.ts";
import { heldClock } from "../../support/held-clock.ts";

/** An embedded SQS on a file, reached through the real SDK. */
export type Harness = {
  clock: LocalClock;
  client: SQSClient;
  engine: SqsEngine;
  /** URL of the HTTP endpoint. */
  endpoint: string;
  /** Makes a queue and returns its URL. */
  queue(name: string, attributes?: Partial<Record<QueueAttributeName, string>>): Promise<string>;
  /** Sends `bodies` to one group, each body being its own deduplication id. */
  send(queueUrl: string, group: string, ...bodies: string[]): Promise<void>;
  receive(queueUrl: string, options?: { max?: number; wait?: number; visibility?: number }): Promise<Message[]>;
  /** How many receives have reached the service and wait for their answer. */
  waiting(): number;
  close(): Promise<void>;
};

export const REGION = "cn-north-1";
/** What a queue's ARN is. */
export const arnOf = (queueUrl: string) => `arn:aws:sqs:${REGION}:000000000000:${queueUrl.split("/").at(-1)}`;

/** The bodies of messages. */
export const bodies = (messages: Message[]): (string | undefined)[] => messages.map((message) => message.Body);

/** The receipt handle of a message that was received. */
export function handleOf(message: { ReceiptHandle?: string | undefined } | undefined): string {
  if (!message?.ReceiptHandle) throw new Error("no message was received");
  return message.ReceiptHandle;
}

/** A client of the endpoint at `url`. */
export function sqsClient(url: string): SQSClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new SQSClient({ endpoint: url, region: REGION, credentials, maxAttempts: 1 });
}

export const FIFO = {
  FifoQueue: "true",
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
} as const;

const ALL: MessageSystemAttributeName[] = ["All"];

/** Starts an SQS with data on disk, whose time stands still until a test moves it. */
export async function startHarness(clock: LocalClock = heldClock()): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), "sqs-"));
  const engine = createSqsEngine({ path: join(folder, "sqs.sqlite"), clock });
  let waiting = 0;
  const endpoint = await startAwsEndpoint((baseUrl) => {
    const service = createSqsService(engine, { accountId: "000000000000", region: REGION, baseUrl });
    const counting: AwsService = {
      ...service,
      async handle(action, input, signal) {
        if (action !== "ReceiveMessage") return service.handle(action, input, signal);
        waiting++;
        return service.handle(action, input, signal).finally(() => waiting--);
      },
    };
    return [counting];
  });
  const client = sqsClient(endpoint.url);
  return {
    clock,
    client,
    engine,
    endpoint: endpoint.url,
    waiting: () => waiting,
    async queue(name, attributes) {
      const made = await client.send(
        new CreateQueueCommand({ QueueName: name, Attributes: attributes ?? (name.endsWith(".fifo") ? FIFO : {}) }),
      );
      return made.QueueUrl ?? "";
    },
    async send(queueUrl, group, ...texts) {
      for (let start = 0; start < texts.length; start += 10) {
        const entries = texts.slice(start, start + 10).map((text, index) => ({
          Id: String(index),
          MessageBody: text,
          MessageGroupId: group,
          MessageDeduplicationId: text,
        }));
        const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
        if (sent.Failed?.length) throw new Error(JSON.stringify(sent.Failed));
      }
    },
    async receive(queueUrl, { max = 10, wait = 0, visibility } = {}) {
      const received = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: max,
          WaitTimeSeconds: wait,
          VisibilityTimeout: visibility,
          MessageSystemAttributeNames: ALL,
          MessageAttributeNames: ["All"],
        }),
      );
      return received.Messages ?? [];
    },
    async close() {
      client.destroy();
      engine.close();
      await endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
