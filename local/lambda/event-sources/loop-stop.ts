import type { SqsEngine } from "../../sqs/engine.ts";
import type { ReceivedMessage } from "../../sqs/messages/hand-out.ts";
import type { EventSourceModel, FunctionModel } from "../../template/model.ts";
import { timesInChain } from "../lineage.ts";

/**
 * Lambda stops a chain of invocations by SQS, SNS or S3 before the 17th invocation of one function, unless the function's
 * `RecursiveLoop` is `Allow`. Source: "Use Lambda recursive loop detection" in the AWS Lambda developer guide.
 */
const MAX_TIMES = 16;

/** Takes out of a batch what would go on with a loop: those messages go to the queue's dead-letter queue, if it has one. */
export type LoopStop = (batch: readonly ReceivedMessage[]) => readonly ReceivedMessage[];

/** `dropped` hears how many messages were taken out. */
export function createLoopStop(options: {
  model: Pick<FunctionModel, "name" | "arn" | "recursiveLoop">;
  source: EventSourceModel;
  engine: Pick<SqsEngine, "buryMessages">;
  dropped(count: number): void;
}): LoopStop {
  const { model, source, engine, dropped } = options;
  if (model.recursiveLoop === "Allow") return (batch) => batch;
  const isLoop = ({ Attributes }: ReceivedMessage) =>
    Attributes.AWSTraceHeader !== undefined && timesInChain(model.arn, Attributes.AWSTraceHeader) >= MAX_TIMES;
  return (batch) => {
    const stopped = batch.filter(isLoop);
    if (stopped.length === 0) return batch;
    engine.buryMessages(
      source.queueName,
      stopped.map(({ ReceiptHandle }) => ReceiptHandle),
    );
    dropped(stopped.length);
    console.error(
      `${model.name} was invoked ${MAX_TIMES} times in one chain: ${stopped.length} of ${source.queueName} end there, as on Lambda`,
    );
    return batch.filter((message) => !stopped.includes(message));
  };
}
