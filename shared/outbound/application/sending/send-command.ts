import type { Account } from "../../../accounts/domain/account.ts";
import { cached } from "../../../kernel/application/cached.ts";
import type { Events } from "../../../kernel/application/ports/events.ts";
import type { NewId } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import { upstreamOf } from "../../domain/upstream.ts";
import type { LostFriends } from "../ports/lost-friends.ts";
import type { Ledger } from "../ports/outbound.ts";
import type { AccountBreaker } from "./account-breaker.ts";
import { createClaimCommand } from "./claim-command.ts";
import { createReportCommand } from "./report-command.ts";
import { type SendResult, untried } from "./send-result.ts";
import type { SettleFailureDeps } from "./settle-failure.ts";
import { createSettleOutcome } from "./settle-outcome.ts";
import type { SettleSentDeps } from "./settle-sent.ts";
import { createSettleUntried } from "./settle-untried.ts";
import type { Unfinished } from "./unfinished.ts";
import type { Upstreams } from "./upstreams.ts";
import type { WindowCheck } from "./window-check.ts";

export type SendCommandDeps = Omit<SettleFailureDeps & SettleSentDeps, "conclude" | "report"> & {
  readonly ledger: Ledger;
  readonly upstreams: Upstreams;
  readonly accountBreaker: AccountBreaker;
  readonly unfinished: Unfinished;
  readonly events: Events;
  readonly newId: NewId;
  /** People to whom nothing arrives. */
  readonly lostFriends: Pick<LostFriends, "of">;
  readonly isWindowShut: WindowCheck;
};

/** How long an account's lost friends are used before they are read again, ms. */
const LOST_CACHE = 10_000;

/** Those that are due within this are read in one call, ms. */
const READ_TOGETHER = 1000;

const LOST_REASONS = { "not-friend": "not-a-friend", blocked: "blocked-by-recipient" } as const;

/**
 * Sends one command once. `account` is what is known of its account; `deadline` (epoch ms) bounds retries in line;
 * `turn`: the commands of the account that are sent one after the other.
 */
export type SendOne = (
  command: OutboundCommand,
  account: Account | undefined,
  deadline: number,
  turn?: readonly OutboundCommand[],
) => Promise<SendResult>;

/** The way of one command through ledger and gateway: claimed before the call, ended after it. */
export function createSendCommand(deps: SendCommandDeps): SendOne {
  const { clock, unfinished, upstreams } = deps;
  const report = createReportCommand(deps);
  const settleUntried = createSettleUntried({ ...deps, report });
  const claim = createClaimCommand({ ...deps, report, settleUntried });
  const settle = createSettleOutcome({ ...deps, report });
  const lost = cached(clock, LOST_CACHE, (appId) => deps.lostFriends.of(appId), READ_TOGETHER);

  /** Why nothing arrives at a person; asking for friendship and taking back do not need to arrive. */
  async function lostCause({ appId, to, content }: OutboundCommand, { channel }: Account) {
    if (channel !== "personal" || to.endsWith("@chatroom")) return undefined;
    if (content.type === "accept-friend" || content.type === "revoke") return undefined;
    return (await lost.get(appId)).get(to);
  }

  /** Leave to call, of both circuits; one claim and one call. */
  async function attempt(command: OutboundCommand, account: Account, deadline: number): Promise<SendResult | "again"> {
    const pause = deps.accountBreaker.pause(account.appId);
    if (pause > 0) return untried(pause);
    const { breaker, gateway } = upstreams[account.channel];
    const permit = await breaker.ask();
    if (!permit.granted) return untried(permit.pauseMs);
    const claimed = await claim(command, account, permit, deadline);
    if ("done" in claimed) return claimed;
    const outcome = await gateway.send(command);
    deps.metrics.duration(upstreamOf(account.channel).callMetric, clock.now() - claimed.startedAt);
    try {
      return await settle(claimed, outcome, deadline);
    } catch (error) {
      // The outcome is known, and only here.
      unfinished.keep(command, () => settle({ ...claimed, writeUntil: 0 }, outcome, 0));
      throw error;
    }
  }

  return async (command, account, deadline, turn) => {
    await unfinished.end(command);
    if (clock.now() > command.notAfter) {
      return settleUntried.close(command, "expired", { code: "too-old" }, deadline);
    }
    if (!account?.registered) {
      return settleUntried.close(command, "failed", { code: "account-not-registered" }, deadline);
    }
    const cause = await lostCause(command, account);
    if (cause) return settleUntried.close(command, "failed", { code: LOST_REASONS[cause] }, deadline);
    if (await deps.isWindowShut(command, account, turn)) {
      deps.metrics.count("WindowClosed");
      return settleUntried.close(command, "failed", { code: "window-closed" }, deadline);
    }
    for (;;) {
      const result = await attempt(command, account, deadline);
      if (result !== "again") return result;
    }
  };
}
