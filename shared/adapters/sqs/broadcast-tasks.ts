import type { SQSClient } from "@aws-sdk/client-sqs";
import type { BroadcastTasks } from "../../application/ports/broadcasts.ts";
import { createDelayedSend } from "./delayed-send.ts";

/** The standard queue of work on runs. */
export function createSqsBroadcastTasks(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): BroadcastTasks {
  return { add: createDelayedSend({ ...deps, what: "the queue of broadcasts" }) };
}
