import type { Mute } from "./conversation.ts";

/** What an operator decided about a conversation's pause. Times in epoch ms; `until` is 0 where the pause was ended. */
export type OperatorPause = {
  readonly appId: string;
  readonly conversationId: string;
  readonly at: number;
  readonly until: number;
};

/**
 * The pause of a conversation after a further one. A phone or a rule only makes a pause longer; an operator's word
 * counts from its moment on. What was decided before the stored pause changes nothing.
 */
export function pauseAfter(stored: Mute | undefined, next: Mute): Mute {
  if (!stored) return next;
  const counts = next.by === "operator" ? stored.at <= next.at : stored.at < next.at && stored.until < next.until;
  return counts ? next : stored;
}

/** The pause that an operator's word makes; one that is over at once ends what was before. */
export function pauseByOperator({ at, until }: Pick<OperatorPause, "at" | "until">): Mute {
  return { by: "operator", at, until };
}
