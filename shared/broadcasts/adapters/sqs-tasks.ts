import type { SQSClient } from "@aws-sdk/client-sqs";
import { createDelayedSend } from "../../platform/sqs/delayed-send.ts";
import type { BroadcastTasks } from "../application/ports/tasks.ts";

/** The standard queue of work on runs. */
export function createSqsBroadcastTasks(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): BroadcastTasks {
  return { add: createDelayedSend({ ...deps, what: "the queue of broadcasts" }) };
}
