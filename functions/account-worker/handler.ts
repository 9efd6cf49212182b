import type { AccountTask } from "../../shared/accounts/domain/task.ts";
import { accountTaskSchema } from "../../shared/accounts/domain/task.ts";
import type { Lane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { queueHandler } from "../../shared/lambda/queue-batch.ts";

export type AccountWorkerDeps = Observability & {
  readonly lane: Lane;
  readonly work: (task: AccountTask) => Promise<void>;
};

/** Tasks on single accounts. */
export function createHandler(deps: AccountWorkerDeps) {
  return queueHandler({
    lane: deps.lane,
    schema: accountTaskSchema,
    handle: (task) => deps.work(task),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
