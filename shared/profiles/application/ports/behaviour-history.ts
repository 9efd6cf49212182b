import type { Behaviour } from "../../domain/behaviour.ts";
import type { StoredProfile } from "../../domain/profile.ts";

/**
 * What the journal still has of the behaviour of users, in no order: for rebuilding profiles, at the speed of a scan.
 */
export type BehaviourHistory = {
  /** What one conversation has. */
  conversation(appId: string, conversationId: string, now: number): AsyncIterable<Behaviour>;
  /** All that the journal has, and all profiles beside it. */
  everything(now: number): AsyncIterable<{ readonly behaviour: Behaviour } | { readonly stored: StoredProfile }>;
};
