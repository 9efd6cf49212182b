import { invalidValue } from "../errors.ts";
import { type QueueAttributes, readSettings } from "./attributes.ts";
import type { Core } from "./queue.ts";

/** Checks that the dead-letter queue of these attributes exists and is of the same kind. @throws AwsError */
export function checkRedrive({ queues }: Core, attributes: QueueAttributes, fifo: boolean): void {
  const { redrive } = readSettings(attributes);
  if (!redrive) return;
  const target = queues.get(redrive.queueName);
  const refuse = (reason: string) => invalidValue("RedrivePolicy", attributes.RedrivePolicy, reason);
  if (!target) throw refuse("Dead letter target does not exist.");
  if (target.fifo !== fifo) throw refuse("Dead-letter queue must be same type of queue as the source.");
}
