import type { Account } from "../../../accounts/domain/account.ts";
import type { Permit } from "../../../kernel/application/circuit-breaker.ts";
import { persistently } from "../../../kernel/application/persistently.ts";
import type { Clock, NewId } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { CommandReason } from "../../domain/reason.ts";
import type { Ledger } from "../ports/outbound.ts";
import type { ClaimedCommand } from "./conclude-command.ts";
import type { ReportCommand } from "./report-command.ts";
import { type SendResult, untried } from "./send-result.ts";
import { AFTER_DEADLINE } from "./send-times.ts";
import type { SettleUntried } from "./settle-untried.ts";
import type { Unfinished } from "./unfinished.ts";

/** A claim outlives the longest call (10 s) and stays below the queue's visibility timeout. */
const LEASE = 35_000;

const NOT_CALLED: CommandReason = { code: "store-away" };

export type ClaimCommandDeps = {
  readonly ledger: Pick<Ledger, "claim" | "release">;
  readonly unfinished: Unfinished;
  readonly settleUntried: SettleUntried;
  readonly report: ReportCommand;
  readonly clock: Clock;
  readonly newId: NewId;
};

/** Claims a command of an account for one call under a permit. Returns what becomes of a command that is not claimed. */
export type ClaimCommand = (
  command: OutboundCommand,
  account: Account,
  permit: Permit,
  deadline: number,
) => Promise<ClaimedCommand | SendResult>;

/**
 * A claim's owner stands for one try of this process. A claim whose answer was lost is asked for again under the same
 * owner, and no other process can have it. Where the ledger does not answer until the deadline, a claim may stand under
 * which nothing was called: this process releases it when it can.
 */
export function createClaimCommand(deps: ClaimCommandDeps): ClaimCommand {
  const { ledger, clock } = deps;

  async function release(command: OutboundCommand, owner: string): Promise<void> {
    const state = await ledger.release(command, owner, NOT_CALLED, clock.now());
    if (state === "failed") await deps.report(state, command, NOT_CALLED);
  }

  async function orRelease<T>(command: OutboundCommand, owner: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      deps.unfinished.keep(command, () => release(command, owner));
      throw error;
    }
  }

  async function claimFor(
    command: OutboundCommand,
    owner: string,
    deadline: number,
  ): Promise<{ readonly attempts: number } | SendResult> {
    const claim = await orRelease(command, owner, () =>
      persistently(clock, deadline, () => ledger.claim(command, owner, clock.now() + LEASE, clock.now())),
    );
    if (!claim.claimed) return deps.settleUntried.found(claim.entry, command, deadline);
    if (clock.now() < deadline) return claim;
    await orRelease(command, owner, () => release(command, owner));
    return untried(0);
  }

  return async (command, account, permit, deadline) => {
    const owner = deps.newId();
    const startedAt = clock.now();
    let isClaimed = false;
    try {
      const claim = await claimFor(command, owner, deadline);
      if ("done" in claim) return claim;
      isClaimed = true;
      const { attempts } = claim;
      return { command, account, owner, attempts, startedAt, permit, writeUntil: deadline + AFTER_DEADLINE };
    } finally {
      if (!isClaimed) permit.unused();
    }
  };
}
