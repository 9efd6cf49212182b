import type { OperatorPause } from "../../domain/pauses.ts";

/**
 * What operators decided about pauses, for as long as the journal keeps messages (90 days). Pauses by phones and rules
 * are not in it: they are part of the journal's decisions.
 */
export type PauseHistory = {
  /** Keeps one word a conversation and moment. */
  note(pause: OperatorPause): Promise<void>;
  /** Those of an account that were decided from `from` to `to` (epoch ms, both included), oldest first. */
  between(appId: string, from: number, to: number): Promise<readonly OperatorPause[]>;
};
