import type { Clock, Log, Metrics, Within } from "../../kernel/application/ports/runtime.ts";
import type { Ledger } from "../../outbound/application/ports/outbound.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";

/** A claim outlives WeChat's three tries, ms. */
const LEASE = 20_000;
/** The ledger is waited for for so long at each of two writes, ms. */
const PATIENCE = 600;

/** Keeps the ledger of commands that callbacks answer with. `owner`: the message's envelope, so that all its tries are one. */
export type NoteAnswer = {
  /** Claims the command; false where another way has sent it, or is about to. */
  begin(command: OutboundCommand, owner: string): Promise<boolean>;
  /** Ends the claim: the answer is on its way. */
  end(command: OutboundCommand, owner: string): Promise<void>;
};

/**
 * The answer itself does not wait for the ledger's sake: no other way can send the command, since the journal says that
 * the callback does. A row that could not be written is logged and counted.
 */
export function createNoteAnswer(deps: {
  readonly ledger: Pick<Ledger, "claim" | "finish">;
  readonly clock: Clock;
  readonly within: Within;
  readonly metrics: Metrics;
  readonly log: Log;
}): NoteAnswer {
  const { ledger, clock } = deps;

  async function written<T>(command: OutboundCommand, work: Promise<T>): Promise<T | undefined> {
    try {
      return await deps.within(work, PATIENCE);
    } catch (error) {
      deps.metrics.count("PassiveNotNoted");
      deps.log.error("the ledger did not take what a callback answers", error, { commandId: command.id });
      return undefined;
    }
  }

  return {
    async begin(command, owner) {
      const now = clock.now();
      const claim = await written(command, ledger.claim(command, owner, now + LEASE, now));
      if (!claim || claim.claimed) return true;
      const { entry } = claim;
      return entry.owner === owner && entry.state === "sent";
    },
    async end(command, owner) {
      await written(command, ledger.finish(command.id, owner, { state: "sent", newMsgId: "" }, clock.now()));
    },
  };
}
