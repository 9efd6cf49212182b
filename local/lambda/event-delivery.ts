import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../aws/service.ts";
import type { Undelivered } from "../events/bus.ts";
import type { RuleTarget } from "../events/rules/rule.ts";
import type { SqsEngine } from "../sqs/engine.ts";
import type { FunctionModel, QueueModel } from "../template/model.ts";
import type { FunctionFleet } from "./fleet.ts";
import type { FunctionError } from "./runner/protocol.ts";

export type EventDelivery = {
  /**
   * Hands an event to a rule's target: a function is invoked asynchronously, a queue gets a message. Rejects when it
   * should be tried again. A function that failed once more than its retries allow is not tried again, as on Lambda: its
   * event goes to the queue that its configuration names. A function that the end of the embedded cloud cut off has not
   * failed: the next start delivers the event.
   */
  deliver(target: RuleTarget, payload: string): Promise<void>;
  /** Puts an event that no try delivered into the dead-letter queue of its target. */
  abandon(undelivered: Undelivered): void;
};

export function createEventDelivery(options: {
  functions: Pick<FunctionFleet, "pool" | "isStopping">;
  queues: readonly QueueModel[];
  engine: Pick<SqsEngine, "sendMessage">;
}): EventDelivery {
  const failures = new Map<string, number>();
  const queueAt = (arn: string | undefined) => options.queues.find((queue) => queue.arn === arn);

  async function invoke(arn: string, payload: string): Promise<void> {
    const pool = options.functions.pool(arn);
    const event: unknown = JSON.parse(payload);
    const outcome = await pool.invoke(event);
    if (outcome === "throttled") throw new Error(`${pool.model.name} is throttled`);
    const key = createHash("sha256").update(`${arn} ${payload}`).digest("base64");
    const failed = (failures.get(key) ?? 0) + (outcome.kind === "ok" ? 0 : 1);
    failures.delete(key);
    if (outcome.kind === "ok") return;
    if (options.functions.isStopping()) throw new Error(`${pool.model.name} was cut off`);
    if (failed > pool.model.asyncRetries) return keep(pool.model, event, failed, outcome.error);
    failures.set(key, failed);
    throw new Error(`${pool.model.name}: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
  }

  function keep(model: FunctionModel, event: unknown, failed: number, error: FunctionError): void {
    const queue = queueAt(model.onFailureArn);
    const where = queue ? `goes to ${queue.name}` : "is lost";
    console.error(`${model.name} failed ${failed} times on an event, which ${where}: ${JSON.stringify(event)}`);
    if (queue) options.engine.sendMessage(queue.name, { MessageBody: failureRecord(model, event, failed, error) });
  }

  return {
    async deliver(target, payload) {
      const queue = queueIn(target.arn);
      if (queue === undefined) return invoke(target.arn, payload);
      const { messageGroupId } = target;
      options.engine.sendMessage(queue, {
        MessageBody: payload,
        ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
      });
    },

    abandon: (undelivered) => bury(options.engine, undelivered),
  };
}

/** A caller's rule may name a dead-letter queue that does not exist: then the event is lost, as on AWS. */
function bury(engine: Pick<SqsEngine, "sendMessage">, undelivered: Undelivered): void {
  const { rule, target, event, retries, condition, error } = undelivered;
  const queue = queueIn(target.deadLetterArn);
  if (queue === undefined) return;
  const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
  try {
    engine.sendMessage(queue, {
      MessageBody: event,
      MessageAttributes: {
        RULE_ARN: attribute(rule.arn),
        TARGET_ARN: attribute(target.arn),
        ERROR_CODE: attribute("SDK_CLIENT_ERROR"),
        ERROR_MESSAGE: attribute(String(error)),
        EXHAUSTED_RETRY_CONDITION: attribute(condition),
        RETRY_ATTEMPTS: attribute(String(retries)),
      },
    });
  } catch (failure) {
    if (!(failure instanceof AwsError)) throw failure;
    console.error(`an event is lost, for its dead-letter queue ${queue} did not take it`, failure);
  }
}

/** The name of the queue that an ARN names: one of the template, or one that a caller made. */
function queueIn(arn: string | undefined): string | undefined {
  return /^arn:aws:sqs:[^:]*:\d+:(.+)$/.exec(arn ?? "")?.[1];
}

/** What Lambda sends to a failure destination: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function failureRecord({ arn }: FunctionModel, requestPayload: unknown, failed: number, error: FunctionError): string {
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${arn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: failed,
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: error,
  });
}
