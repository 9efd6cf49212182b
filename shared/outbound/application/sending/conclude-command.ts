import type { Account } from "../../../accounts/domain/account.ts";
import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import { type SendOutcome, UNCALLED_CAUSES, UPSTREAM_CAUSES } from "../../domain/outcome.ts";
import type { Ledger, LedgerEnd } from "../ports/outbound.ts";
import type { Upstreams } from "./upstreams.ts";

/** A command that this sender has claimed in the ledger. */
export type ClaimedCommand = {
  readonly command: OutboundCommand;
  readonly account: Account;
  readonly owner: string;
  /** Tries before this one that ended definitely without effect. */
  readonly attempts: number;
};

/** Ends a claim in the ledger, then tells the upstream's circuit of the call. */
export type ConcludeCommand = (claimed: ClaimedCommand, end: LedgerEnd, outcome: SendOutcome) => Promise<void>;

/** The ledger first: trouble with the circuit's store must not turn a known outcome into an unknown one. */
export function createConcludeCommand(deps: {
  readonly ledger: Pick<Ledger, "finish">;
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  readonly log: Log;
}): ConcludeCommand {
  async function tellCircuit({ channel }: Account, outcome: SendOutcome): Promise<void> {
    if (outcome.type === "failed" && UNCALLED_CAUSES.has(outcome.cause)) return;
    const { breaker } = deps.upstreams[channel];
    if (outcome.type === "failed" && UPSTREAM_CAUSES.has(outcome.cause)) await breaker.failed();
    else await breaker.answered();
  }

  return async ({ command, account, owner }, end, outcome) => {
    await deps.ledger.finish(command.id, owner, end, deps.clock.now());
    try {
      await tellCircuit(account, outcome);
    } catch (error) {
      deps.log.error("the circuit breaker did not learn of an outcome", error, { commandId: command.id });
    }
  };
}
