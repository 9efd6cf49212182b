import type { LocalClock } from "../../clock.ts";
import type { MoveTask } from "../store/move-tasks.ts";

/** Most messages of one step. */
const STEP_MESSAGES = 100;

/** How many messages move tasks may move, by their rates. */
export type Allowance = {
  /** Begins to count the rate of a task. */
  begin(task: MoveTask): void;
  /** How many messages the task may move now; a task that has not begun begins. */
  now(task: MoveTask): number;
  forget(task: MoveTask): void;
};

export function createAllowance(clock: Pick<LocalClock, "now">): Allowance {
  /** Where the counting of a rate began: at the start of the task, or of the process. */
  const origins = new Map<MoveTask, { at: number; moved: number }>();

  function originOf(task: MoveTask): { at: number; moved: number } {
    const origin = origins.get(task) ?? { at: clock.now(), moved: task.moved };
    origins.set(task, origin);
    return origin;
  }

  return {
    begin: (task) => void originOf(task),
    now(task) {
      const left = Math.min(STEP_MESSAGES, task.toMove - task.moved);
      if (task.rate === undefined) return left;
      const origin = originOf(task);
      const earned = 1 + Math.floor(((clock.now() - origin.at) * task.rate) / 1000);
      return Math.min(left, earned - (task.moved - origin.moved));
    },
    forget: (task) => void origins.delete(task),
  };
}
