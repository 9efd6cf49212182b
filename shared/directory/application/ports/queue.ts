import type { DelayedTask } from "../../domain/task.ts";

/** The queue of work on the views. Throws `unavailable` if it did not take all of it. */
export type DirectoryQueue = { send(tasks: readonly DelayedTask[]): Promise<void> };
