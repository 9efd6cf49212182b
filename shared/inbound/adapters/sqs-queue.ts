import type { SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { inboundDeduplicationId } from "../../kernel/domain/ids.ts";
import { createJoinedSend } from "../../platform/sqs/joined-send.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { InboundQueue } from "../application/ports/queue.ts";
import { envelopeForm, groupOf } from "../domain/envelope.ts";

/** The inbound FIFO queue: at most one call per envelope, group = appId or one of its lanes. */
export function createSqsInboundQueue(deps: { readonly client: SQSClient; readonly queueUrl: string }): InboundQueue {
  const send = createJoinedSend(deps);
  return {
    async send(envelope) {
      try {
        await send({
          MessageBody: queueBody(envelope, envelopeForm.version),
          MessageGroupId: groupOf(envelope),
          MessageDeduplicationId: inboundDeduplicationId(envelope.appId, envelope.dedupKey),
        });
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
