import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { inBatches } from "../../platform/sqs/batches.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { AiQueue } from "../application/ports/ai.ts";
import { aiTaskGroup } from "../domain/task.ts";

/**
 * The FIFO queue of questions to the AI, sent ten a call. A call that fails as a whole refuses its ten questions only.
 */
export function createSqsAiQueue(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
}): AiQueue {
  return {
    async send(tasks) {
      const refused = new Set<string>();
      for (const batch of inBatches(tasks.map((task) => ({ task, body: queueBody(task) })))) {
        try {
          const { Failed = [] } = await deps.client.send(
            new SendMessageBatchCommand({
              QueueUrl: deps.queueUrl,
              Entries: batch.map(({ task, body }, index) => ({
                Id: String(index),
                MessageBody: body,
                MessageGroupId: aiTaskGroup(task),
                MessageDeduplicationId: task.id,
              })),
            }),
          );
          for (const { Id } of Failed) refused.add(batch[Number(Id)]?.task.id ?? "");
        } catch (error) {
          deps.log.error("the AI queue did not accept a batch of questions", error, { tasks: batch.length });
          for (const { task } of batch) refused.add(task.id);
        }
      }
      return refused;
    },
  };
}
