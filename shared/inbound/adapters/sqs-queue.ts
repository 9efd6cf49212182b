import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { inboundDeduplicationId } from "../../kernel/domain/ids.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { InboundQueue } from "../application/ports/queue.ts";
import { envelopeForm, groupOf } from "../domain/envelope.ts";

/** The inbound FIFO queue: one call per envelope, group = appId or one of its lanes. */
export function createSqsInboundQueue(deps: { readonly client: SQSClient; readonly queueUrl: string }): InboundQueue {
  return {
    async send(envelope) {
      try {
        await deps.client.send(
          new SendMessageCommand({
            QueueUrl: deps.queueUrl,
            MessageBody: queueBody(envelope, envelopeForm.version),
            MessageGroupId: groupOf(envelope),
            MessageDeduplicationId: inboundDeduplicationId(envelope.appId, envelope.dedupKey),
          }),
        );
      } catch (cause) {
        throw new AppError("unavailable", "the inbound queue did not accept the envelope", {
          retryable: true,
          cause,
          details: { appId: envelope.appId, envelopeId: envelope.id },
        });
      }
    },
  };
}
