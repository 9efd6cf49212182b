import { type DirectoryTask, directoryTaskSchema } from "../../shared/directory/domain/task.ts";
import type { Lane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { queueHandler } from "../../shared/lambda/queue-batch.ts";

/** Tasks on contacts and groups → their views. */
export function createHandler(
  deps: Observability & { readonly lane: Lane; readonly run: (task: DirectoryTask) => Promise<void> },
) {
  return queueHandler({
    lane: deps.lane,
    schema: directoryTaskSchema,
    handle: (task) => deps.run(task),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
