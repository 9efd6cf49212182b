import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import { type LaneMessage, rowIdOf } from "../domain/message.ts";
import type { DeadLetterReason } from "../domain/reason.ts";
import type { FailureCauses } from "./ports/causes.ts";

/** Notes why a message failed whose next way is to the dead-letter queue. Never throws. */
export function createNoteCause(deps: {
  readonly causes: Pick<FailureCauses, "note">;
  readonly clock: Clock;
  readonly log: Log;
}): (message: LaneMessage, reason: DeadLetterReason) => Promise<void> {
  return async (message, reason) => {
    const rowId = rowIdOf(message);
    try {
      await deps.causes.note(rowId, reason, deps.clock.now());
    } catch (error) {
      deps.log.error("a dead letter's row will not say why; this line does", error, { rowId, ...reason });
    }
  };
}
