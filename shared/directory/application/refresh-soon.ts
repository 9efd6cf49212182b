import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { type DelayedTask, newestTasks } from "../domain/task.ts";
import type { DirectoryQueue } from "./ports/queue.ts";

export type RefreshSoon = (tasks: readonly DelayedTask[]) => Promise<void>;

/**
 * Queues what changes in the views, one task for each contact and group. A queue that does not take them holds up
 * nothing: it is logged and counted, and the account's next sync mends the views.
 */
export function createRefreshSoon(deps: {
  readonly directory: DirectoryQueue;
  readonly metrics: Metrics;
  readonly log: Log;
}): RefreshSoon {
  return async (tasks) => {
    if (tasks.length === 0) return;
    const newest = newestTasks(tasks);
    try {
      await deps.directory.send(newest);
    } catch (error) {
      deps.metrics.count("DirectoryTaskRefused", newest.length);
      deps.log.error("changes of contacts or groups were not queued", error, { tasks: newest.length });
    }
  };
}
