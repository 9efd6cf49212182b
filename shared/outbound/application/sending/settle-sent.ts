import type { NotePulse } from "../../../accounts/application/heartbeat/note-pulse.ts";
import type { AccountStates } from "../../../accounts/application/ports/states.ts";
import type { Account } from "../../../accounts/domain/account.ts";
import { channelOf } from "../../../accounts/domain/channel.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { SendOutcome } from "../../domain/outcome.ts";
import type { LedgerEnd } from "../ports/outbound.ts";
import type { ClaimedCommand, ConcludeCommand } from "./conclude-command.ts";

type Sent = Extract<SendOutcome, { type: "sent" }>;

export type SettleSentDeps = {
  readonly conclude: ConcludeCommand;
  readonly accounts: Pick<AccountStates, "trust">;
  /** Told of each send that succeeded of an account that has beats: it is alive. */
  readonly alive: NotePulse;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Ends a command whose message went out, and notes what that says of its account. */
export function createSettleSent(deps: SettleSentDeps): (claimed: ClaimedCommand, sent: Sent) => Promise<void> {
  /** A send that succeeded ends the row of refused ones: the next refusal is a first one again. */
  async function trust(account: Account): Promise<void> {
    try {
      await deps.accounts.trust(account, deps.clock.now());
    } catch (error) {
      deps.log.error("an account's refused sends were not forgotten", error, { appId: account.appId });
    }
  }

  return async (claimed, sent) => {
    const { command, account } = claimed;
    await deps.conclude(claimed, endOf(sent), sent);
    if (channelOf(account).beats) await deps.alive(command.appId);
    if (account.refusedSends > 0) await trust(account);
    deps.metrics.count("CommandSent");
    deps.metrics.duration("ReplyLatency", deps.clock.now() - command.createdAt);
  };
}

/** What revoking a message takes is kept, as far as the gateway said it. */
function endOf({ newMsgId, msgId, createTime }: Sent): LedgerEnd {
  return { state: "sent", newMsgId, ...(msgId === "" ? {} : { msgId }), ...(createTime > 0 ? { createTime } : {}) };
}
