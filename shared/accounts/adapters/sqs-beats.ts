import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { inBatches } from "../../platform/sqs/batches.ts";
import { delayedBatch } from "../../platform/sqs/delayed-batch.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { Beats } from "../application/ports/heartbeat.ts";

/** The standard queue of beats: ten a call. All calls are made, whatever became of one. */
export function createSqsBeats(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly clock: Pick<Clock, "now">;
}): Beats {
  return {
    async add(beats) {
      const now = deps.clock.now();
      const entries = beats.map((beat) => ({ body: queueBody(beat), delaySeconds: secondsUntil(beat.dueAt, now) }));
      let refused = 0;
      let cause: unknown;
      for (const batch of inBatches(entries)) {
        try {
          const answer = await deps.client.send(delayedBatch(deps.queueUrl, batch));
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

/** Whole seconds of delay, as SQS takes them: 0 to 900. */
function secondsUntil(at: number, now: number): number {
  return Math.min(900, Math.max(0, Math.ceil((at - now) / 1000)));
}
