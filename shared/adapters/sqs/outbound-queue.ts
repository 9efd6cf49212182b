import type { SQSClient } from "@aws-sdk/client-sqs";
import type { OutboundQueue } from "../../application/ports/outbound.ts";
import type { Log } from "../../application/ports/runtime.ts";
import { commandDeduplicationId, type OutboundCommand } from "../../domain/command.ts";
import { createFifoSend } from "./fifo-send.ts";

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
