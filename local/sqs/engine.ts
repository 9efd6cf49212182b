import type { LocalClock } from "../clock.ts";
import type { Durability } from "../durability.ts";
import { invalidValue, overLimit } from "./errors.ts";
import { createLongPolls } from "./long-polls/long-polls.ts";
import { type Burying, createBurying } from "./messages/bury.ts";
import { createDeleting, type Deleting } from "./messages/delete.ts";
import type { ReceivedMessage } from "./messages/hand-out.ts";
import { receiveReady } from "./messages/receive.ts";
import { createSending, type Sending, type SendingTogether } from "./messages/send.ts";
import { type ChangingVisibility, checkVisibilityTimeout, createChangingVisibility } from "./messages/visibility.ts";
import { createMoveTasks, type MoveTasks } from "./move-tasks/actions.ts";
import { createRunner } from "./move-tasks/runner.ts";
import { type Configuration, createConfiguration } from "./queues/configuration.ts";
import { createLifecycle, type Lifecycle } from "./queues/lifecycle.ts";
import { type Core, loadQueues, type Queue, queueNamed } from "./queues/queue.ts";
import { createTags, type Tags } from "./queues/tags.ts";
import { createStore } from "./store/store.ts";

/** Most messages of one queue that may be in flight. Source: Amazon SQS quotas. */
const MAX_IN_FLIGHT = 120_000;

/** What a receive asks for. */
export type ReceiveRequest = {
  /** 1–10. */
  max: number;
  /** 0–20; left out, the queue's ReceiveMessageWaitTimeSeconds. */
  waitSeconds?: number | undefined;
  /** Seconds, 0–43200; left out, the queue's own. */
  visibilityTimeout?: number | undefined;
  /** Ends the wait: the receive gets no messages, and no message is hidden for it. */
  signal?: AbortSignal | undefined;
};

/** An embedded SQS. Queues go by their names; errors are `AwsError`s with the codes of SQS. */
export type SqsEngine = Lifecycle &
  Configuration &
  Tags &
  Sending &
  SendingTogether &
  Deleting &
  Burying &
  ChangingVisibility &
  MoveTasks & {
    /**
     * Hands out messages and hides them, or waits. Empty when no message came in time or the queue was deleted.
     * @throws AwsError QueueDoesNotExist, InvalidParameterValue, OverLimit
     */
    receiveMessages(queueName: string, request: ReceiveRequest): Promise<ReceivedMessage[]>;
    /** Writes to the store. Throws what is wrong with it. */
    check(): void;
    /** Ends all waiting receives with nothing and closes the store. */
    close(): void;
  };

function checkRange(name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw invalidValue(name, value, `Must be between ${min} and ${max}, if provided.`);
}

function roomInFlight(queue: Queue, now: number): number {
  if (queue.index.inFlight >= MAX_IN_FLIGHT) queue.index.settle(now);
  return MAX_IN_FLIGHT - queue.index.inFlight;
}

export type EngineOptions = {
  readonly path: string;
  readonly clock: LocalClock;
  /** As in `Core`; no message does unless given. */
  readonly strays?: Core["strays"];
  /** `process` unless given. */
  readonly durability?: Durability;
};

/**
 * Opens an embedded SQS on the SQLite file `path` (":memory:" keeps nothing). What a call has answered outlives what
 * `durability` says. All time is the clock's; moving it wakes whatever became due.
 */
export function createSqsEngine({ path, clock, strays = () => false, durability }: EngineOptions): SqsEngine {
  const store = createStore(path, durability);
  const polls = createLongPolls(clock, (queue, max, visibilityMs) => {
    const room = roomInFlight(queue, clock.now());
    return room > 0 ? receiveReady(core, queue, Math.min(max, room), visibilityMs) : [];
  });
  const core: Core = { store, clock, queues: loadQueues(store, clock.now()), strays, wake: polls.wake };
  const { sending, flush } = createSending(core);
  const moveTasks = createRunner(core);
  const stopListening = clock.onAdvance(() => {
    moveTasks.runAll();
    polls.wakeAll();
  });
  moveTasks.runAll();

  return {
    ...createLifecycle(core, polls.end),
    ...createConfiguration(core),
    ...createTags(core),
    ...sending,
    ...createDeleting(core),
    ...createBurying(core),
    ...createChangingVisibility(core),
    ...createMoveTasks(core, moveTasks),
    async receiveMessages(queueName, { max, waitSeconds, visibilityTimeout, signal }) {
      const queue = queueNamed(core, queueName);
      checkRange("MaxNumberOfMessages", max, 1, 10);
      const seconds = waitSeconds ?? queue.settings.waitSeconds;
      checkRange("WaitTimeSeconds", seconds, 0, 20);
      if (visibilityTimeout !== undefined) checkVisibilityTimeout(visibilityTimeout);
      const visibilityMs =
        visibilityTimeout === undefined ? queue.settings.visibilityTimeoutMs : visibilityTimeout * 1000;
      if (seconds === 0 && roomInFlight(queue, clock.now()) <= 0) {
        throw overLimit(`Too many messages in flight: the limit is ${MAX_IN_FLIGHT}.`);
      }
      return polls.receive(queue, { max, visibilityMs, waitMs: seconds * 1000, signal });
    },
    check: store.check,
    close() {
      flush();
      stopListening();
      moveTasks.stop();
      polls.endAll();
      store.close();
    },
  };
}
