import type { LaneMessage, Mark } from "../../domain/message.ts";
import type { DeadLetterReason } from "../../domain/reason.ts";

/** A message of a dead-letter queue in hand; it comes again unless it is removed. */
export type DeadMessage = {
  readonly handle: string;
  readonly message: LaneMessage;
  /** Known where the queue itself says why; else the lane may have noted it. */
  readonly reason?: DeadLetterReason;
};

/** A dead-letter queue. Both throw `unavailable`. */
export type DeadLetterQueue = {
  readonly lane: string;
  /** Up to ten messages. */
  receive(): Promise<readonly DeadMessage[]>;
  remove(handles: readonly string[]): Promise<void>;
};

/**
 * Puts a message back on its lane, in its group. The same mark within five minutes is one message, where the lane is a
 * FIFO queue. Throws `unavailable`.
 */
export type PutBack = (
  message: {
    readonly queueArn: string;
    readonly group?: string | undefined;
    readonly isFifo: boolean;
    readonly body: string;
  },
  mark: Mark,
) => Promise<void>;
