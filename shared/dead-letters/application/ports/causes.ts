import type { DeadLetterReason } from "../../domain/reason.ts";

/** Why messages failed last, kept until they come out of a dead-letter queue. By the id of their row. */
export type FailureCauses = {
  note(id: string, reason: DeadLetterReason, now: number): Promise<void>;
  find(id: string, now: number): Promise<DeadLetterReason | undefined>;
};
