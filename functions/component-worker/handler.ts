import type { Lane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { queueHandler } from "../../shared/lambda/queue-batch.ts";
import { type ComponentTask, componentTaskSchema } from "../../shared/official/domain/component-task.ts";

export type ComponentWorkerDeps = Observability & {
  readonly lane: Lane;
  readonly work: (task: ComponentTask) => Promise<void>;
};

/** Work that follows from authorizations of third-party platforms. */
export function createHandler(deps: ComponentWorkerDeps) {
  return queueHandler({
    lane: deps.lane,
    schema: componentTaskSchema,
    handle: (task) => deps.work(task),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
