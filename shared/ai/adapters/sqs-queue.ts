import { createFifoSend, type FifoSendDeps } from "../../platform/sqs/fifo-send.ts";
import type { AiQueue } from "../application/ports/ai.ts";
import { type AiTask, aiTaskForm, aiTaskGroup } from "../domain/task.ts";

/** The FIFO queue of questions to the AI, group = conversation. */
export function createSqsAiQueue(deps: FifoSendDeps): AiQueue {
  const idOf = ({ id }: AiTask) => id;
  return {
    send: createFifoSend<AiTask>(
      { ...deps, what: "the AI queue" },
      { id: idOf, group: aiTaskGroup, deduplicationId: idOf, version: aiTaskForm.version },
    ),
  };
}
