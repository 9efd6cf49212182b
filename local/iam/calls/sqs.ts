import { queueNameIn } from "../../sqs/queues/attributes.ts";
import { ACCOUNT_ID, REGION } from "../../template/identity.ts";
import type { AccessRequest } from "../policy.ts";

const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`;

/** Calls on many messages need the permission of the call on one. */
const baseOf = (action: string): string =>
  action.replace(/^(SendMessage|DeleteMessage|ChangeMessageVisibility)Batch$/, "$1");

/** What a move of messages needs at its source. Source: "dead-letter queue redrive" in the Amazon SQS developer guide. */
const MOVING = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** The permissions that a call to SQS needs. */
export function sqsRequests(action: string, input: Readonly<Record<string, unknown>>): readonly AccessRequest[] {
  const { QueueUrl, QueueName, SourceArn, DestinationArn, TaskHandle } = input;
  if (typeof QueueUrl === "string") return [on(baseOf(action), arnOf(queueNameIn(QueueUrl)))];
  if (typeof SourceArn === "string") {
    const source = arnOf(queueNameIn(SourceArn));
    const target = typeof DestinationArn === "string" ? [on("SendMessage", arnOf(queueNameIn(DestinationArn)))] : [];
    return [...[action, ...MOVING].map((one) => on(one, source)), ...target];
  }
  if (typeof TaskHandle === "string") return [on(action, arnOf(sourceIn(TaskHandle)))];
  return [on(action, typeof QueueName === "string" ? arnOf(QueueName) : "*")];
}

const on = (action: string, resource: string): AccessRequest => ({ action: `sqs:${action}`, resource });

/** The queue that a task's handle names; the engine refuses a handle that is not its own. */
function sourceIn(handle: string): string {
  return /"source":"([^"]+)"/.exec(Buffer.from(handle, "base64").toString("utf8"))?.[1] ?? "*";
}
