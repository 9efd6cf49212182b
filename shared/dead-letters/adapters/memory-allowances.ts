import type { Allowances } from "../application/ports/allowances.ts";
import { type Allowance, FULL_ALLOWANCE } from "../domain/allowance.ts";

/** The allowance to set records aside, in memory. */
export function createMemoryAllowances(): Allowances {
  let stored: Allowance = FULL_ALLOWANCE;
  return {
    get: async () => stored,
    async put(next, known) {
      if (known.revision !== stored.revision) return false;
      stored = next;
      return true;
    },
  };
}
