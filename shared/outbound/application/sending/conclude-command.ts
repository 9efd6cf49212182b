import type { Account } from "../../../accounts/domain/account.ts";
import type { Permit } from "../../../kernel/application/circuit-breaker.ts";
import { persistently } from "../../../kernel/application/persistently.ts";
import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { CommandState } from "../../domain/ledger.ts";
import { type SendOutcome, UNCALLED_CAUSES, UPSTREAM_CAUSES } from "../../domain/outcome.ts";
import type { Ledger, LedgerEnd } from "../ports/outbound.ts";
import type { AccountBreaker } from "./account-breaker.ts";

/** A command that this sender has claimed in the ledger. */
export type ClaimedCommand = {
  readonly command: OutboundCommand;
  readonly account: Account;
  readonly owner: string;
  /** Tries before this one that ended definitely without effect. */
  readonly attempts: number;
  /** When the claim was made, epoch ms. */
  readonly startedAt: number;
  /** The leave of the upstream's circuit. */
  readonly permit: Permit;
  /** Until when the outcome is written in line, epoch ms. */
  readonly writeUntil: number;
};

/**
 * Ends a claim in the ledger, then tells the circuits of the call. Returns the state in which the row stands then:
 * undefined where it is another's.
 */
export type ConcludeCommand = (
  claimed: ClaimedCommand,
  end: LedgerEnd,
  outcome: SendOutcome,
) => Promise<CommandState | undefined>;

/** The ledger first: trouble with the circuits' store must not turn a known outcome into an unknown one. */
export function createConcludeCommand(deps: {
  readonly ledger: Pick<Ledger, "finish">;
  readonly accountBreaker: AccountBreaker;
  readonly clock: Clock;
  readonly log: Log;
}): ConcludeCommand {
  async function tellCircuits({ account, permit, startedAt }: ClaimedCommand, outcome: SendOutcome): Promise<void> {
    const { appId } = account;
    if (outcome.type === "withheld" || (outcome.type === "failed" && UNCALLED_CAUSES.has(outcome.cause))) {
      permit.unused();
    } else if (outcome.type === "failed" && UPSTREAM_CAUSES.has(outcome.cause)) {
      await Promise.all([permit.failed(appId), deps.accountBreaker.failed(appId, startedAt, outcome.cause)]);
    } else await Promise.all([permit.answered(), deps.accountBreaker.answered(appId)]);
  }

  return async (claimed, end, outcome) => {
    const { command, owner, writeUntil } = claimed;
    const state = await persistently(deps.clock, writeUntil, () =>
      deps.ledger.finish(command.id, owner, end, deps.clock.now()),
    );
    if (state === undefined) {
      deps.log.warn("a command was claimed by another try meanwhile", { commandId: command.id, outcome: end.state });
    }
    try {
      await tellCircuits(claimed, outcome);
    } catch (error) {
      deps.log.error("the circuit breaker did not learn of an outcome", error, { commandId: command.id });
    }
    return state;
  };
}
