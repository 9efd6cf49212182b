import type { MoveAccount } from "../../../accounts/application/move-account.ts";
import type { Account } from "../../../accounts/domain/account.ts";
import type { AccountEvent } from "../../../accounts/domain/lifecycle.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { failureCode } from "../../domain/failure-code.ts";
import type { Lane } from "../../domain/lane.ts";
import { endAfterUnknown } from "../../domain/ledger.ts";
import { LONGEST_WAIT, parkDelay, retryDelay, type SendOutcome, VERDICTS } from "../../domain/outcome.ts";
import type { CommandReason } from "../../domain/reason.ts";
import type { HoldUnasked } from "../quotas/hold-unasked.ts";
import type { ClaimedCommand, ConcludeCommand } from "./conclude-command.ts";
import type { ReportCommand } from "./report-command.ts";
import { DONE, later, type SendResult } from "./send-result.ts";

type Failure = Extract<SendOutcome, { type: "failed" }>;

export type SettleFailureDeps = {
  readonly lane: Lane;
  readonly conclude: ConcludeCommand;
  readonly report: ReportCommand;
  readonly holdUnasked: HoldUnasked;
  readonly move: MoveAccount;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Does what the failure's cause asks for: ends the command, parks it, or has it tried again. `again`: at once, after
 * the wait that is over by then.
 */
export type SettleFailure = (
  claimed: ClaimedCommand,
  failure: Failure,
  deadline: number,
) => Promise<SendResult | "again">;

export function createSettleFailure(deps: SettleFailureDeps): SettleFailure {
  /** What becomes of the command stands already: trouble with its account's state does not change it. */
  async function move(account: Account, event: AccountEvent): Promise<void> {
    try {
      await deps.move(account, event);
    } catch (error) {
      deps.log.error("an account's state could not be changed", error, { appId: account.appId, event: event.type });
    }
  }

  async function end(claimed: ClaimedCommand, state: "failed" | "unknown", failure: Failure): Promise<SendResult> {
    const reason = reasonOf(failure);
    await deps.conclude(claimed, { state, reason }, failure);
    if (failure.cause === "device-gone") await move(claimed.account, { type: "device-gone" });
    await deps.report(state, claimed.command, reason);
    return DONE;
  }

  /** Has the command wait; its state is `failed` then where it was called `unknown` meanwhile. */
  function reserve(claimed: ClaimedCommand, failure: Failure, attempts = claimed.attempts) {
    return deps.conclude(claimed, { state: "reserved", reason: reasonOf(failure), attempts }, failure);
  }

  /** The command was to be tried again, but was called `unknown` meanwhile, and its message has left the queue. */
  async function reportFailed({ command }: ClaimedCommand, failure: Failure): Promise<SendResult> {
    await deps.report("failed", command, endAfterUnknown(reasonOf(failure)).reason);
    return DONE;
  }

  async function park(claimed: ClaimedCommand, failure: Failure): Promise<SendResult> {
    const { account } = claimed;
    const state = await reserve(claimed, failure);
    const type = failure.cause === "account-banned" ? "banned" : "send-refused";
    await move(account, { type, detail: failure.message });
    if (state === "failed") return reportFailed(claimed, failure);
    return { done: false, delaySeconds: parkDelay(0), parked: true };
  }

  /** Short waits pass here, as long as they end before `deadline`; longer ones pass on the queue. */
  async function retry(claimed: ClaimedCommand, failure: Failure, deadline: number): Promise<SendResult | "again"> {
    const attempts = claimed.attempts + 1;
    const state = await reserve(claimed, failure, attempts);
    if (state === "failed") return reportFailed(claimed, failure);
    deps.metrics.count("CommandRetried", 1, { cause: failure.cause });
    const delay = retryDelay(attempts, failure.retryAfterMs);
    if (delay >= 1000 || deps.clock.now() + delay >= deadline) return later(delay, errorOf(failure));
    await deps.clock.sleep(delay);
    return "again";
  }

  async function hold(claimed: ClaimedCommand, failure: Failure): Promise<SendResult> {
    const result = await (deps.lane === "bulk" ? keep(claimed, failure) : end(claimed, "failed", failure));
    await deps.holdUnasked(claimed.account, failure.message);
    return result;
  }

  /** The command waits for the next day; its account's bucket has no token for it until then. */
  async function keep(claimed: ClaimedCommand, failure: Failure): Promise<SendResult> {
    const state = await reserve(claimed, failure);
    if (state === "failed") return reportFailed(claimed, failure);
    return later(LONGEST_WAIT * 1000);
  }

  return async (claimed, failure, deadline) => {
    const verdict = VERDICTS[failure.cause];
    switch (verdict) {
      case "unknown":
      case "failed":
        return end(claimed, verdict, failure);
      case "park":
        return park(claimed, failure);
      case "hold":
        return hold(claimed, failure);
      case "again":
        return retry(claimed, failure, deadline);
      default:
        return verdict satisfies never;
    }
  };
}

/** The failed call as the log says it. */
function errorOf({ cause, message }: Failure): AppError {
  const { code } = failureCode(cause, true);
  return new AppError(code, `a call failed and is tried again: ${message || cause}`, { details: { cause } });
}

function reasonOf({ cause, message }: Failure): CommandReason {
  return { code: cause, ...(message === "" ? {} : { detail: message }) };
}
