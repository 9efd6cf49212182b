import type { QueuedMessage } from "./message.ts";

/** What a receive does with a message that stands first: hand it out, move it to the dead-letter queue, drop it. */
export type Fate = "deliver" | "bury" | "expire";

/** The messages a receive found, in order; nothing has changed yet. */
export type Pick = { deliver: QueuedMessage[]; bury: QueuedMessage[]; expire: QueuedMessage[] };

/** The messages of one queue in memory: which may be handed out now, and when the next one becomes ready. */
export type QueueIndex = {
  readonly size: number;
  readonly inFlight: number;
  get(seq: number): QueuedMessage | undefined;
  messages(): IterableIterator<QueuedMessage>;
  /** Adds a message behind all others; its phase says where it stands. */
  add(message: QueuedMessage): void;
  remove(message: QueuedMessage): void;
  /** Puts a message in flight until `dueAt` (epoch ms), or moves the end of its flight. */
  hide(message: QueuedMessage, dueAt: number): void;
  /** Makes a message ready at once. */
  show(message: QueuedMessage): void;
  /** Delays a message that was not received yet until `dueAt` (epoch ms). */
  delay(message: QueuedMessage, dueAt: number): void;
  /** Makes everything ready that is due at `now`. */
  settle(now: number): void;
  /** Finds up to `max` messages to hand out, without changing anything. */
  pick(max: number, fate: (message: QueuedMessage) => Fate): Pick;
  /** When the next message becomes ready by itself (epoch ms). */
  nextDue(): number | undefined;
};
