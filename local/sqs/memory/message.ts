/** Where a message stands: ready to be handed out, delayed since its send, or in flight after a receive. */
export type MessagePhase = "ready" | "delayed" | "in-flight";

/** What the memory keeps of a message; its body stays in the store. Times are epoch milliseconds. */
export type QueuedMessage = {
  /** Position in the order of sends over all queues; never used twice. */
  readonly seq: number;
  /** The message group; "" on a standard queue. */
  readonly group: string;
  readonly sentAt: number;
  phase: MessagePhase;
  /** When a delayed or in-flight message becomes ready. */
  dueAt: number;
  receiveCount: number;
  firstReceivedAt: number;
  lastReceivedAt: number;
  /** Place in the heap of due times; -1 outside. */
  heapIndex: number;
};

/** A message that was not received yet, ready at `availableAt`. */
export function aQueuedMessage(input: {
  seq: number;
  group: string;
  sentAt: number;
  availableAt: number;
  now: number;
}): QueuedMessage {
  const delayed = input.availableAt > input.now;
  return {
    seq: input.seq,
    group: input.group,
    sentAt: input.sentAt,
    phase: delayed ? "delayed" : "ready",
    dueAt: input.availableAt,
    receiveCount: 0,
    firstReceivedAt: 0,
    lastReceivedAt: 0,
    heapIndex: -1,
  };
}
