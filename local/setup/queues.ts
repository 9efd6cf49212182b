import type { SqsEngine } from "../sqs/engine.ts";
import type { CloudModel } from "../template/model.ts";

/**
 * Makes the template's queues, and gives those that exist the attributes it says now. Returns how many messages an
 * earlier run left in flight, in these and in queues that a caller made, and the longest time until they are visible
 * again.
 */
export function createQueues(
  engine: SqsEngine,
  { queues }: Pick<CloudModel, "queues">,
): { messages: number; seconds: number } {
  const existing = engine.listQueues();
  for (const { name, attributes } of queues) {
    if (!existing.includes(name)) {
      engine.createQueue(name, attributes);
      continue;
    }
    const { FifoQueue: _fixed, ...changeable } = attributes;
    engine.setQueueAttributes(name, changeable);
  }
  const left = { messages: 0, seconds: 0 };
  for (const name of existing) {
    const now = engine.getQueueAttributes(name);
    const inFlight = Number(now.ApproximateNumberOfMessagesNotVisible ?? 0);
    if (inFlight === 0) continue;
    left.messages += inFlight;
    left.seconds = Math.max(left.seconds, Number(now.VisibilityTimeout ?? 0));
  }
  return left;
}
