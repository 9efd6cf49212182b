import { type AiTask, aiTaskForm } from "../../shared/ai/domain/task.ts";
import { fifoHandler } from "../../shared/lambda/fifo-batch.ts";
import type { GoesBack } from "../../shared/lambda/fifo-work.ts";
import type { FifoLane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";

/**
 * Batches of `ai.fifo` → answers. All questions of a batch are worked on side by side. Of one person's questions in a
 * conversation only the newest is answered, and people of a group do not wait for each other.
 */
export function createHandler(
  deps: Observability & { readonly lane: FifoLane; readonly answer: (task: AiTask) => Promise<void> },
) {
  return fifoHandler({
    lane: deps.lane,
    form: aiTaskForm,
    handle: (items) => Promise.all(items.map(({ value }) => failureOf(deps.answer(value)))),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}

async function failureOf(work: Promise<void>): Promise<GoesBack | undefined> {
  try {
    await work;
    return undefined;
  } catch (failure) {
    return { failure };
  }
}
