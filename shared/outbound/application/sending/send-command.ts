import type { Account } from "../../../accounts/domain/account.ts";
import type { Events } from "../../../kernel/application/ports/events.ts";
import type { NewId } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { Withheld } from "../../domain/outcome.ts";
import type { CommandReason } from "../../domain/reason.ts";
import { upstreamOf } from "../../domain/upstream.ts";
import type { Ledger, LedgerEnd } from "../ports/outbound.ts";
import { type ClaimedCommand, createConcludeCommand } from "./conclude-command.ts";
import { createReportCommand } from "./report-command.ts";
import { DONE, later, type SendResult } from "./send-result.ts";
import { createSettleFailure, type SettleFailureDeps } from "./settle-failure.ts";
import { createSettleSent, type SettleSentDeps } from "./settle-sent.ts";
import { createSettleUntried } from "./settle-untried.ts";
import type { Upstreams } from "./upstreams.ts";

export type SendCommandDeps = Omit<SettleFailureDeps & SettleSentDeps, "conclude" | "report"> & {
  readonly ledger: Ledger;
  readonly upstreams: Upstreams;
  readonly events: Events;
  readonly newId: NewId;
};

/** Sends one command once. `account` is what is known of its account; `deadline` (epoch ms) bounds retries in line. */
export type SendOne = (command: OutboundCommand, account: Account | undefined, deadline: number) => Promise<SendResult>;

/** A claim outlives the longest call (10 s) and stays below the queue's visibility timeout. */
const LEASE = 35_000;

/** Wait for the end of another command that is sending the same, ms. */
const WITHHELD_DELAY = 2000;

/** The way of one command through ledger and gateway: claimed before the call, ended after it. */
export function createSendCommand(deps: SendCommandDeps): SendOne {
  const report = createReportCommand(deps);
  const conclude = createConcludeCommand(deps);
  const settleSent = createSettleSent({ ...deps, conclude });
  const settleFailure = createSettleFailure({ ...deps, conclude, report });
  const untried = createSettleUntried({ ...deps, report });

  /** One claim and one call. */
  async function attempt(command: OutboundCommand, account: Account, deadline: number): Promise<SendResult | "again"> {
    const owner = deps.newId();
    const startedAt = deps.clock.now();
    const claim = await deps.ledger.claim(command, owner, startedAt + LEASE, startedAt);
    if (!claim.claimed) return untried.found(claim.entry, command);
    const claimed: ClaimedCommand = { command, account, owner, attempts: claim.attempts };
    const outcome = await deps.upstreams[account.channel].gateway.send(command);
    deps.metrics.duration(upstreamOf(account.channel).callMetric, deps.clock.now() - startedAt);
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
  }

  /** No call was made, so the circuit hears nothing of it. */
  async function settleWithheld(
    { command, owner, attempts }: ClaimedCommand,
    { again, by }: Withheld,
  ): Promise<SendResult> {
    const reason: CommandReason = { code: again ? "same-under-way" : "same-sent", detail: by };
    const end: LedgerEnd = again ? { state: "reserved", reason, attempts } : { state: "expired", reason };
    await deps.ledger.finish(command.id, owner, end, deps.clock.now());
    if (again) return later(WITHHELD_DELAY);
    deps.metrics.count("CommandExpired");
    return DONE;
  }

  return async (command, account, deadline) => {
    if (deps.clock.now() > command.notAfter) return untried.close(command, "expired", { code: "too-old" });
    if (!account?.registered) return untried.close(command, "failed", { code: "account-not-registered" });
    for (;;) {
      const result = await attempt(command, account, deadline);
      if (result !== "again") return result;
    }
  };
}
