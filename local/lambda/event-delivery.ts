import { createHash } from "node:crypto";
import type { RuleTarget } from "../events/rule.ts";
import type { SqsEngine } from "../sqs/engine.ts";
import type { QueueModel } from "../template/model.ts";
import type { FunctionFleet } from "./function-fleet.ts";

/**
 * Hands an event to a rule's target: a function is invoked asynchronously, a queue gets a message. Rejects when it
 * should be tried again; a function that has failed once more than its retries allow has lost the event, as on Lambda.
 */
export function createEventDelivery(options: {
  functions: Pick<FunctionFleet, "pool">;
  queues: readonly QueueModel[];
  engine: Pick<SqsEngine, "sendMessage">;
}): (target: RuleTarget, payload: string) => Promise<void> {
  const failures = new Map<string, number>();

  async function invoke(arn: string, payload: string): Promise<void> {
    const pool = options.functions.pool(arn);
    const outcome = await pool.invoke(JSON.parse(payload));
    if (outcome === "throttled") throw new Error(`${pool.model.name} is throttled`);
    const key = createHash("sha256").update(`${arn} ${payload}`).digest("base64");
    const failed = (failures.get(key) ?? 0) + (outcome.kind === "ok" ? 0 : 1);
    failures.delete(key);
    if (outcome.kind === "ok") return;
    if (failed > pool.model.asyncRetries) {
      return console.error(`${pool.model.name} failed ${failed} times on an event, which is lost: ${payload}`);
    }
    failures.set(key, failed);
    throw new Error(`${pool.model.name}: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
  }

  return async (target, payload) => {
    const queue = options.queues.find(({ arn }) => arn === target.arn);
    if (!queue) return invoke(target.arn, payload);
    const { messageGroupId } = target;
    options.engine.sendMessage(queue.name, {
      MessageBody: payload,
      ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
    });
  };
}
