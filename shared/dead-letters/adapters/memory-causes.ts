import type { FailureCauses } from "../application/ports/causes.ts";
import type { DeadLetterReason } from "../domain/reason.ts";

const KEPT = 14 * 86_400_000;

/** Why messages failed last, in memory. */
export function createMemoryFailureCauses(): FailureCauses {
  const causes = new Map<string, { readonly reason: DeadLetterReason; readonly until: number }>();
  return {
    async note(id, reason, now) {
      causes.set(id, { reason, until: now + KEPT });
    },
    async find(id, now) {
      const noted = causes.get(id);
      return noted && noted.until > now ? noted.reason : undefined;
    },
  };
}
