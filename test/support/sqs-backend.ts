import { randomUUID } from "node:crypto";
import { CreateQueueCommand, type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import { createLocalClock } from "../../local/clock.ts";
import { createSqsService } from "../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../local/sqs/engine.ts";
import { SERVICES } from "../../shared/platform/aws/service.ts";
import { startAwsEndpoint } from "./aws-endpoint.ts";
import { sendLightly } from "./light-client.ts";
import { OUTSIDE } from "./outside-engines.ts";

/** An SQS with room for the queues of one test file. */
export type SqsBackend = {
  readonly client: SQSClient;
  /** Makes an empty standard queue, or with `fifo` one as the lanes are; returns its URL. */
  freshQueue(kind?: "standard" | "fifo"): Promise<string>;
  /** The URL of a queue that does not exist. */
  readonly noSuchQueue: string;
  /** Lets `seconds` pass: at once in the embedded engine, truly in one outside. */
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
};

const FIFO: Partial<Record<QueueAttributeName, string>> = {
  FifoQueue: "true",
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
};

/** The embedded SQS, or the one outside where one is named. */
export async function startSqsBackend(by: "sdk" | "light" = "sdk"): Promise<SqsBackend> {
  const { url, pass, close } = OUTSIDE.sqs === undefined ? await embedded() : outside(OUTSIDE.sqs);
  const client = new SQSClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    maxAttempts: 1,
  });
  if (by === "light") sendLightly(client, SERVICES.sqs, url);
  return {
    client,
    async freshQueue(kind = "standard") {
      const QueueName = `q-${randomUUID()}${kind === "fifo" ? ".fifo" : ""}`;
      const Attributes = kind === "fifo" ? FIFO : {};
      return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
    },
    noSuchQueue: `${url}/000000000000/no-such.fifo`,
    pass,
    async stop() {
      client.destroy();
      await close();
    },
  };
}

async function embedded() {
  const clock = createLocalClock();
  const engine = createSqsEngine({ path: ":memory:", clock });
  const endpoint = await startAwsEndpoint((baseUrl) => [
    createSqsService(engine, { accountId: "000000000000", region: "us-east-1", baseUrl }),
  ]);
  return {
    url: endpoint.url,
    pass: async (seconds: number) => clock.advance(seconds),
    async close() {
      await endpoint.close();
      engine.close();
    },
  };
}

function outside(url: string) {
  return {
    url,
    pass: (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000)),
    close: async () => undefined,
  };
}
