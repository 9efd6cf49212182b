import type { RuleDrafts } from "../application/ports/rules.ts";
import { type DraftSlot, draftConflict } from "../domain/versions/draft.ts";

/** The draft in memory. */
export function createMemoryRuleDrafts(): RuleDrafts {
  let stored: DraftSlot = { revision: 0 };
  return {
    async get() {
      return stored;
    },
    async put(slot) {
      if (slot.revision !== stored.revision + 1) throw draftConflict(slot.revision - 1, stored.revision);
      stored = slot;
    },
  };
}
