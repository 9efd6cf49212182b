import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Beats } from "../../application/ports.ts";
import { AppError } from "../../domain/errors.ts";
import { inBatches } from "./batches.ts";
import { queueBody } from "./queue-body.ts";

/** The standard queue of beats: ten a call. All calls are made, whatever became of one. */
export function createSqsBeats(deps: { readonly client: SQSClient; readonly queueUrl: string }): Beats {
  return {
    async add(beats) {
      const entries = beats.map(({ appIds, delaySeconds }) => ({ body: queueBody({ appIds }), delaySeconds }));
      let refused = 0;
      let cause: unknown;
      for (const batch of inBatches(entries)) {
        try {
          const answer = await deps.client.send(
            new SendMessageBatchCommand({
              QueueUrl: deps.queueUrl,
              Entries: batch.map(({ body, delaySeconds }, index) => ({
                Id: String(index),
                MessageBody: body,
                DelaySeconds: delaySeconds,
              })),
            }),
          );
          refused += answer.Failed?.length ?? 0;
        } catch (error) {
          refused += batch.length;
          cause = error;
        }
      }
      if (refused === 0) return;
      throw new AppError("unavailable", `the queue of beats refused ${refused} of ${beats.length}`, {
        retryable: true,
        cause,
      });
    },
  };
}
