import { randomUUID } from "node:crypto";
import { invalidValue, resourceNotFound, unsupportedOperation } from "../errors.ts";
import type { QueuedMessage } from "../memory/message.ts";
import { bringUpToDate, moveMessage } from "../messages/receive.ts";
import type { MoveTask } from "../store/move-tasks.ts";
import type { Core, Queue } from "./queue.ts";

/** Messages that one step moves at most, and the pause between steps of a task with a rate. */
const STEP = { messages: 100, pauseMs: 50 } as const;
/** Source: MaxNumberOfMessagesPerSecond in the SQS API reference. */
const MAX_RATE = 500;

export type MoveTasks = {
  /**
   * Moves the messages that stand in a dead-letter queue to `destination`, or back to where each came from, at most
   * `messagesPerSecond` (1–500). Returns the handle of the task.
   * @throws AwsError ResourceNotFoundException, InvalidParameterValue, UnsupportedOperation
   */
  startMessageMoveTask(source: string, destination?: string, messagesPerSecond?: number): string;
  /** The tasks of a dead-letter queue, newest first. @throws AwsError ResourceNotFoundException */
  listMessageMoveTasks(source: string): MoveTask[];
  /** Returns how many messages had been moved. @throws AwsError ResourceNotFoundException */
  cancelMessageMoveTask(handle: string): number;
};

/** Runs move tasks; those that a crash interrupted go on. `stop` ends the work and keeps the tasks. */
export function createMoveTasks(core: Core): MoveTasks & { runAll(): void; stop(): void } {
  const { store, clock, queues } = core;
  const tasks = store.moveTasks.load();
  const timers = new Map<MoveTask, NodeJS.Timeout>();
  /** Where the counting of a rate began: at the start of the task, or of the process. */
  const origins = new Map<MoveTask, { at: number; moved: number }>();

  function originOf(task: MoveTask) {
    let origin = origins.get(task);
    if (!origin) {
      origin = { at: clock.now(), moved: task.moved };
      origins.set(task, origin);
    }
    return origin;
  }

  /** How many messages the task may move now. */
  function allowance(task: MoveTask): number {
    const left = Math.min(STEP.messages, task.toMove - task.moved);
    if (task.rate === undefined) return left;
    const origin = originOf(task);
    const earned = 1 + Math.floor(((clock.now() - origin.at) * task.rate) / 1000);
    return Math.min(left, earned - (task.moved - origin.moved));
  }

  function destinationOf(task: MoveTask, message: QueuedMessage): Queue | undefined {
    const name = task.destination ?? store.messages.read(message.seq).deadLetterSource;
    return name === undefined ? undefined : queues.get(name);
  }

  function finish(task: MoveTask, status: MoveTask["status"], failure?: string): void {
    task.status = status;
    task.failure = failure;
    store.transaction(() => store.moveTasks.update(task));
    clearTimeout(timers.get(task));
    timers.delete(task);
    origins.delete(task);
  }

  function moveSome(task: MoveTask, source: Queue): "more" | "done" | "no-destination" {
    const now = clock.now();
    bringUpToDate(core, source, now);
    const allowed = allowance(task);
    if (allowed <= 0) return task.moved < task.toMove ? "more" : "done";
    const picked = source.index.pick(allowed, () => "deliver").deliver;
    if (picked.length === 0) return "done";
    const moves: { from: QueuedMessage; to: QueuedMessage; target: Queue }[] = [];
    const complete = store.transaction(() => {
      for (const from of picked) {
        const target = destinationOf(task, from);
        if (!target || target.fifo !== source.fifo) break;
        moves.push({ from, to: moveMessage(core, from, target, now, undefined), target });
      }
      store.moveTasks.update({ ...task, moved: task.moved + moves.length });
      return moves.length === picked.length;
    });
    task.moved += moves.length;
    for (const { from, to, target } of moves) {
      source.index.remove(from);
      target.index.add(to);
      core.wake(target);
    }
    return complete ? "more" : "no-destination";
  }

  function step(task: MoveTask): void {
    const source = queues.get(task.source);
    const outcome = source ? moveSome(task, source) : "no-source";
    if (outcome === "no-source") finish(task, "FAILED", "AWS.SimpleQueueService.NonExistentQueue");
    else if (outcome === "no-destination") finish(task, "FAILED", "CouldNotDetermineMessageSource");
    else if (outcome === "done" || task.moved >= task.toMove) finish(task, "COMPLETED");
    else stepAgain(task);
  }

  function stepAgain(task: MoveTask): void {
    clearTimeout(timers.get(task));
    const pauseMs = task.rate === undefined ? 0 : STEP.pauseMs;
    timers.set(task, setTimeout(() => step(task), pauseMs).unref());
  }

  const running = () => tasks.filter((task) => task.status === "RUNNING");

  function sourceNamed(name: string): Queue {
    const queue = queues.get(name);
    if (!queue) throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    return queue;
  }

  function checkDestination(source: Queue, destination: string | undefined): void {
    if (destination === undefined) return;
    const target = queues.get(destination);
    if (!target)
      throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
    if (target === source) throw invalidValue("DestinationArn", destination, "Source and destination are the same.");
    if (target.fifo !== source.fifo) throw invalidValue("DestinationArn", destination, "Queue types do not match.");
  }

  return {
    startMessageMoveTask(sourceName, destination, rate) {
      const source = sourceNamed(sourceName);
      const isDeadLetterQueue = [...queues.values()].some((queue) => queue.settings.redrive?.queueName === sourceName);
      if (!isDeadLetterQueue)
        throw invalidValue("SourceArn", sourceName, "Source queue must be configured as a Dead Letter Queue.");
      if (rate !== undefined && (rate < 1 || rate > MAX_RATE)) {
        throw invalidValue("MaxNumberOfMessagesPerSecond", rate, `Must be between 1 and ${MAX_RATE}.`);
      }
      checkDestination(source, destination);
      if (running().some((task) => task.source === sourceName)) {
        throw unsupportedOperation(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const now = clock.now();
      bringUpToDate(core, source, now);
      const task: MoveTask = {
        handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), source: sourceName })).toString("base64"),
        source: sourceName,
        destination,
        rate,
        startedAt: now,
        toMove: source.index.size - source.index.inFlight,
        status: "RUNNING",
        moved: 0,
        failure: undefined,
      };
      store.transaction(() => store.moveTasks.insert(task));
      tasks.unshift(task);
      originOf(task);
      timers.set(task, setTimeout(() => step(task), 0).unref());
      return task.handle;
    },
    listMessageMoveTasks(sourceName) {
      sourceNamed(sourceName);
      return tasks.filter((task) => task.source === sourceName).map((task) => ({ ...task }));
    },
    cancelMessageMoveTask(handle) {
      const task = tasks.find((candidate) => candidate.handle === handle && candidate.status === "RUNNING");
      if (!task) throw resourceNotFound("Task does not exist.");
      finish(task, "CANCELLED");
      return task.moved;
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
