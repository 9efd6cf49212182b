import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { createFifoSend } from "../../platform/sqs/fifo-send.ts";
import type { OutboundQueue } from "../application/ports/outbound.ts";
import { commandDeduplicationId, type OutboundCommand } from "../domain/command.ts";

/** An outbound FIFO queue, group = appId. */
export function createSqsOutboundQueue(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
}): OutboundQueue {
  const send = createFifoSend<OutboundCommand>(
    { ...deps, what: "the outbound queue" },
    { id: ({ id }) => id, group: ({ appId }) => appId, deduplicationId: commandDeduplicationId },
  );
  return { send };
}
