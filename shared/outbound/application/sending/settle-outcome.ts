import type { SendOutcome, Withheld } from "../../domain/outcome.ts";
import type { CommandReason } from "../../domain/reason.ts";
import type { Ledger, LedgerEnd } from "../ports/outbound.ts";
import type { AccountBreaker } from "./account-breaker.ts";
import { type ClaimedCommand, createConcludeCommand } from "./conclude-command.ts";
import { DONE, later, type SendResult } from "./send-result.ts";
import { createSettleFailure, type SettleFailureDeps } from "./settle-failure.ts";
import { createSettleSent, type SettleSentDeps } from "./settle-sent.ts";

export type SettleOutcomeDeps = Omit<SettleFailureDeps & SettleSentDeps, "conclude"> & {
  readonly ledger: Pick<Ledger, "finish">;
  readonly accountBreaker: AccountBreaker;
};

/** Wait for the end of another command that is sending the same, ms. */
const WITHHELD_DELAY = 2000;

/** Does with a claimed command what its call came to. Throws where the ledger does not take the outcome. */
export type SettleOutcome = (
  claimed: ClaimedCommand,
  outcome: SendOutcome,
  deadline: number,
) => Promise<SendResult | "again">;

export function createSettleOutcome(deps: SettleOutcomeDeps): SettleOutcome {
  const conclude = createConcludeCommand(deps);
  const settleSent = createSettleSent({ ...deps, conclude });
  const settleFailure = createSettleFailure({ ...deps, conclude });

  async function settleWithheld(claimed: ClaimedCommand, outcome: Withheld): Promise<SendResult> {
    const { again, by } = outcome;
    const reason: CommandReason = { code: again ? "same-under-way" : "same-sent", detail: by };
    const end: LedgerEnd = again
      ? { state: "reserved", reason, attempts: claimed.attempts }
      : { state: "expired", reason };
    await conclude(claimed, end, outcome);
    if (again) return later(WITHHELD_DELAY);
    deps.metrics.count("CommandExpired");
    return DONE;
  }

  return async (claimed, outcome, deadline) => {
    switch (outcome.type) {
      case "sent":
        await settleSent(claimed, outcome);
        return DONE;
      case "withheld":
        return settleWithheld(claimed, outcome);
      case "failed":
        return settleFailure(claimed, outcome, deadline);
      default:
        return outcome satisfies never;
    }
  };
}
