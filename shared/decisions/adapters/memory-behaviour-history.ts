import type { BehaviourHistory } from "../../profiles/application/ports/behaviour-history.ts";
import { behaviourOf } from "../../profiles/domain/behaviour.ts";
import type { StoredProfile } from "../../profiles/domain/profile.ts";
import type { JournalEntry } from "../application/ports/journal.ts";

/** The history of behaviour that a journal and profiles in memory have. */
export function createMemoryBehaviourHistory(
  journal: { entries(now?: number): readonly JournalEntry[] },
  profiles: { all(now?: number): readonly StoredProfile[] },
): BehaviourHistory {
  function* behaviours(now: number) {
    for (const { envelopeId: id, receivedAt, message, decision } of journal.entries(now)) {
      const behaviour = behaviourOf({ id, receivedAt }, message, decision);
      if (behaviour) yield behaviour;
    }
  }
  return {
    async *conversation(appId, conversationId, now) {
      for (const behaviour of behaviours(now)) {
        if (behaviour.appId === appId && behaviour.conversationId === conversationId) yield behaviour;
      }
    },
    async *everything(now) {
      for (const behaviour of behaviours(now)) yield { behaviour };
      for (const stored of profiles.all(now)) yield { stored };
    },
  };
}
