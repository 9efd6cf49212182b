import type { QueuedMessage } from "./message.ts";
import type { Fate, Pick } from "./queue-index.ts";

/** How a kind of queue decides what may be handed out next. */
export type ReadyOrder = {
  /** A message came in; its phase says where it stands. */
  added(message: QueuedMessage): void;
  removed(message: QueuedMessage): void;
  /** The phase of a message changed from `before`. */
  changed(message: QueuedMessage, before: QueuedMessage["phase"]): void;
  pick(max: number, fate: (message: QueuedMessage) => Fate): Pick;
};

/** Sorts one message into a pick by its fate; true when it is to be handed out. */
export function sortInto(pick: Pick, message: QueuedMessage, fate: Fate): boolean {
  pick[fate].push(message);
  return fate === "deliver";
}
