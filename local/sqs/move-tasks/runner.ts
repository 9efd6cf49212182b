import { metFullDisk, ROOM_PAUSE_MS } from "../../full-disk.ts";
import type { Core } from "../queues/queue.ts";
import type { MoveTask } from "../store/move-tasks.ts";
import { createAllowance } from "./allowance.ts";
import { stepOf } from "./step.ts";

/** Runs move tasks step by step. */
export type Runner = {
  /** Every task, newest first. */
  readonly tasks: readonly MoveTask[];
  running(): readonly MoveTask[];
  /** Keeps a new task and runs it. */
  begin(task: MoveTask): void;
  finish(task: MoveTask, status: MoveTask["status"], failure?: string): void;
  /** Runs a step of each running task now: at the start, and when time has moved. */
  runAll(): void;
  /** Ends the work and keeps the tasks. */
  stop(): void;
};

/** The pause between two steps of a task with a rate, in milliseconds. */
const PAUSE_MS = 50;

/** A runner of the tasks in the store; those that a crash interrupted go on with `runAll`. */
export function createRunner(core: Core): Runner {
  const { store, clock } = core;
  const tasks = store.moveTasks.load();
  const allowance = createAllowance(clock);
  const timers = new Map<MoveTask, NodeJS.Timeout>();
  const running = () => tasks.filter((task) => task.status === "RUNNING");

  function step(task: MoveTask): void {
    try {
      stepOnce(task);
    } catch (error) {
      if (!metFullDisk(error)) throw error;
      stepAfter(task, ROOM_PAUSE_MS);
    }
  }

  function stepOnce(task: MoveTask): void {
    const outcome = stepOf(core, task, allowance);
    if (outcome === "no-source") finish(task, "FAILED", "AWS.SimpleQueueService.NonExistentQueue");
    else if (outcome === "no-destination") finish(task, "FAILED", "CouldNotDetermineMessageSource");
    else if (outcome === "done" || task.moved >= task.toMove) finish(task, "COMPLETED");
    else stepAfter(task, task.rate === undefined ? 0 : PAUSE_MS);
  }

  function stepAfter(task: MoveTask, pauseMs: number): void {
    clearTimeout(timers.get(task));
    timers.set(task, setTimeout(() => step(task), pauseMs).unref());
  }

  function finish(task: MoveTask, status: MoveTask["status"], failure?: string): void {
    task.status = status;
    task.failure = failure;
    store.transaction(() => store.moveTasks.update(task));
    clearTimeout(timers.get(task));
    timers.delete(task);
    allowance.forget(task);
  }

  return {
    tasks,
    running,
    finish,
    begin(task) {
      store.transaction(() => store.moveTasks.insert(task));
      tasks.unshift(task);
      allowance.begin(task);
      stepAfter(task, 0);
    },
    runAll() {
      for (const task of running()) step(task);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
