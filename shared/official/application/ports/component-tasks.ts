import type { ComponentTask } from "../../domain/component-task.ts";

/** Work on authorizations, on a standard queue. Throws `unavailable`. */
export type ComponentTasks = { add(task: ComponentTask): Promise<void> };
