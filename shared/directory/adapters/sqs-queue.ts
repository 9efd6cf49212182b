import type { SQSClient } from "@aws-sdk/client-sqs";
import { createDelayedSend } from "../../platform/sqs/delayed-send.ts";
import type { DirectoryQueue } from "../application/ports/queue.ts";

/** The standard queue of work on the views. */
export function createSqsDirectoryQueue(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): DirectoryQueue {
  return { send: createDelayedSend({ ...deps, what: "the directory queue" }) };
}
