import type { BroadcastTask } from "../../domain/request.ts";

/** Work on runs, on a standard queue, each in its `delaySeconds` (0–900). Throws `unavailable` if any was refused. */
export type BroadcastTasks = {
  add(tasks: readonly { readonly task: BroadcastTask; readonly delaySeconds: number }[]): Promise<void>;
};
