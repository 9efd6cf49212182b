import { createFifoSend, type FifoSendDeps } from "../../platform/sqs/fifo-send.ts";
import type { OutboundQueue } from "../application/ports/outbound.ts";
import { commandDeduplicationId, commandForm, type OutboundCommand } from "../domain/command.ts";

/** An outbound FIFO queue, group = appId. */
export function createSqsOutboundQueue(deps: FifoSendDeps): OutboundQueue {
  const send = createFifoSend<OutboundCommand>(
    { ...deps, what: "the outbound queue" },
    {
      id: ({ id }) => id,
      group: ({ appId }) => appId,
      deduplicationId: commandDeduplicationId,
      version: commandForm.version,
    },
  );
  return { send };
}
