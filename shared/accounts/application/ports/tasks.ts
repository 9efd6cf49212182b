import type { AccountTask } from "../../domain/task.ts";

/** Work on single accounts, on a standard queue. Throws `unavailable`. */
export type AccountTasks = { add(task: AccountTask, delaySeconds: number): Promise<void> };
