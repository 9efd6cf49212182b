import { randomUUID } from "node:crypto";
import { invalidValue, resourceNotFound, unsupportedOperation } from "../errors.ts";
import { bringUpToDate } from "../queues/bring-up-to-date.ts";
import type { Core, Queue } from "../queues/queue.ts";
import type { MoveTask } from "../store/move-tasks.ts";
import type { Runner } from "./runner.ts";

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

/** Starts, lists and cancels the move tasks of a runner. */
export function createMoveTasks(core: Core, runner: Runner): MoveTasks {
  return {
    startMessageMoveTask(sourceName, destination, rate) {
      const source = sourceNamed(core, sourceName);
      checkDeadLetterQueue(core, sourceName);
      if (rate !== undefined && (rate < 1 || rate > MAX_RATE)) {
        throw invalidValue("MaxNumberOfMessagesPerSecond", rate, `Must be between 1 and ${MAX_RATE}.`);
      }
      checkDestination(core, source, destination);
      if (runner.running().some((task) => task.source === sourceName)) {
        throw unsupportedOperation(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const now = core.clock.now();
      bringUpToDate(core, source, now);
      const handle = Buffer.from(JSON.stringify({ taskId: randomUUID(), source: sourceName })).toString("base64");
      const toMove = source.index.size - source.index.inFlight;
      const fresh = { startedAt: now, toMove, status: "RUNNING", moved: 0, failure: undefined } as const;
      runner.begin({ handle, source: sourceName, destination, rate, ...fresh });
      return handle;
    },
    listMessageMoveTasks(sourceName) {
      sourceNamed(core, sourceName);
      return runner.tasks.filter((task) => task.source === sourceName).map((task) => ({ ...task }));
    },
    cancelMessageMoveTask(handle) {
      const task = runner.running().find((candidate) => candidate.handle === handle);
      if (!task) throw resourceNotFound("Task does not exist.");
      runner.finish(task, "CANCELLED");
      return task.moved;
    },
  };
}

function sourceNamed({ queues }: Core, name: string): Queue {
  const queue = queues.get(name);
  if (!queue) throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  return queue;
}

function checkDeadLetterQueue({ queues }: Core, name: string): void {
  if ([...queues.values()].some((queue) => queue.settings.redrive?.queueName === name)) return;
  throw invalidValue("SourceArn", name, "Source queue must be configured as a Dead Letter Queue.");
}

function checkDestination({ queues }: Core, source: Queue, destination: string | undefined): void {
  if (destination === undefined) return;
  const target = queues.get(destination);
  if (!target) {
    throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
  }
  if (target === source) throw invalidValue("DestinationArn", destination, "Source and destination are the same.");
  if (target.fifo !== source.fifo) throw invalidValue("DestinationArn", destination, "Queue types do not match.");
}
