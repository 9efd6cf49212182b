import { AppError } from "../../../kernel/domain/errors.ts";
import { FIRST_WATCH } from "../../domain/progress.ts";
import type { BroadcastRun } from "../../domain/run.ts";
import type { BroadcastTasks } from "../ports/tasks.ts";
import type { MoveRun } from "./move.ts";

/** What an operator may do with a run that is under way, and the state that it leads to. */
const STANDS_AFTER = { pause: "paused", resume: "expanding", cancel: "cancelled" } as const;

export type RunControl = keyof typeof STANDS_AFTER;
export type ControlRun = (runId: string, control: RunControl, by: string) => Promise<BroadcastRun>;

/**
 * Pauses, resumes or cancels a run. Repeating it does no harm, and completes a call that broke off: the tasks go out
 * again each time. Throws `not-found`, `conflict` where the run's state does not allow it, `unavailable` where the
 * queue refuses.
 */
export function createControlRun(deps: {
  readonly moveRun: MoveRun;
  readonly broadcastTasks: BroadcastTasks;
}): ControlRun {
  return async (runId, control, by) => {
    // Before the pause: a call that dies behind it would leave a run that never ends.
    if (control === "pause") {
      await deps.broadcastTasks.add([{ task: { type: "watch", runId }, delaySeconds: FIRST_WATCH }]);
    }
    const { run, moved } = await deps.moveRun(runId, control, by);
    const standsSo = run.state === STANDS_AFTER[control] || (control === "resume" && run.state === "sending");
    if (!moved && !standsSo) {
      throw new AppError("conflict", `a run that is ${run.state} cannot be changed by '${control}'`, {
        details: { runId, state: run.state },
      });
    }
    if (control !== "pause") await deps.broadcastTasks.add([{ task: { type: "run", runId }, delaySeconds: 0 }]);
    return run;
  };
}
