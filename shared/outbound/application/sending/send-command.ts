import type { MoveAccount } from "../../../accounts/application/move-account.ts";
import type { NotePulse } from "../../../accounts/application/note-pulse.ts";
import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import type { Account } from "../../../accounts/domain/account.ts";
import { channelOf } from "../../../accounts/domain/channel.ts";
import type { AccountEvent } from "../../../accounts/domain/lifecycle.ts";
import type { Events } from "../../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics, NewId } from "../../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../../names.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import { judgeClaim, type LedgerEntry } from "../../domain/ledger.ts";
import {
  parkDelay,
  retryDelay,
  type SendOutcome,
  UNCALLED_CAUSES,
  UPSTREAM_CAUSES,
  VERDICTS,
  type Withheld,
} from "../../domain/outcome.ts";
import { upstreamOf } from "../../domain/upstream.ts";
import type { Ledger, LedgerEnd } from "../ports/outbound.ts";
import type { Upstreams } from "./upstreams.ts";

export type SendCommandDeps = {
  readonly ledger: Ledger;
  readonly upstreams: Upstreams;
  readonly move: MoveAccount;
  readonly accounts: Pick<Accounts, "trust">;
  /** Told of each send that succeeded of an account that has beats: it is alive. */
  readonly alive: NotePulse;
  readonly events: Events;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** `parked`: the account is not online, the command sleeps until it is. */
export type SendResult =
  | { readonly done: true }
  | { readonly done: false; readonly delaySeconds: number; readonly parked: boolean };

/** Sends one command once. `account` is what is known of its account; `deadline` (epoch ms) bounds retries in line. */
export type SendOne = (command: OutboundCommand, account: Account | undefined, deadline: number) => Promise<SendResult>;

/** A claim outlives the longest call (10 s) and stays below the queue's visibility timeout. */
const LEASE = 35_000;

/** Wait for the end of another command that is sending the same, ms. */
const WITHHELD_DELAY = 2000;

const DONE: SendResult = { done: true };
const later = (delayMs: number): SendResult => ({
  done: false,
  delaySeconds: Math.max(1, Math.ceil(delayMs / 1000)),
  parked: false,
});

/** The way of one command through ledger and gateway: claimed before the call, ended after it. */
export function createSendCommand(deps: SendCommandDeps): SendOne {
  async function attempt(command: OutboundCommand, account: Account, deadline: number): Promise<SendResult> {
    const owner = deps.newId();
    const startedAt = deps.clock.now();
    const claim = await deps.ledger.claim(command, owner, startedAt + LEASE, startedAt);
    if (!claim.claimed) return settleFound(claim.entry, command);
    const { channel } = account;
    const outcome = await deps.upstreams[channel].gateway.send(command);
    deps.metrics.duration(upstreamOf(channel).callMetric, deps.clock.now() - startedAt);
    if (outcome.type === "sent") {
      await conclude(command, account, owner, sentAs(outcome), outcome);
      if (channelOf(account).beats) await deps.alive(command.appId);
      if (account.refusedSends > 0) await trust(account);
      deps.metrics.count("CommandSent");
      deps.metrics.duration("ReplyLatency", deps.clock.now() - command.createdAt);
      return DONE;
    }
    if (outcome.type === "withheld") return settleWithheld(command, owner, claim.attempts, outcome);
    return settleFailure(command, account, owner, claim.attempts, outcome, deadline);
  }

  /** Nobody was called: the circuit hears nothing of it. */
  async function settleWithheld(
    { id }: OutboundCommand,
    owner: string,
    attempts: number,
    { again, reason }: Withheld,
  ): Promise<SendResult> {
    const end: LedgerEnd = again ? { state: "reserved", reason, attempts } : { state: "expired", reason };
    await deps.ledger.finish(id, owner, end, deps.clock.now());
    if (again) return later(WITHHELD_DELAY);
    deps.metrics.count("CommandExpired");
    return DONE;
  }

  async function settleFailure(
    command: OutboundCommand,
    account: Account,
    owner: string,
    attempts: number,
    failure: Extract<SendOutcome, { type: "failed" }>,
    deadline: number,
  ): Promise<SendResult> {
    const now = deps.clock.now();
    const reason = `${failure.cause}: ${failure.message}`;
    const verdict = VERDICTS[failure.cause];
    switch (verdict) {
      case "unknown":
        await conclude(command, account, owner, { state: "unknown", reason }, failure);
        await report("unknown", command, reason);
        return DONE;
      case "failed":
        await conclude(command, account, owner, { state: "failed", reason }, failure);
        if (failure.cause === "device-gone") await move(account, { type: "device-gone" });
        await report("failed", command, reason);
        return DONE;
      case "park":
        await conclude(command, account, owner, { state: "reserved", reason, attempts }, failure);
        await move(account, {
          type: failure.cause === "account-banned" ? "banned" : "send-refused",
          detail: failure.message,
        });
        return { done: false, delaySeconds: parkDelay(0), parked: true };
      case "again": {
        const tried = attempts + 1;
        await conclude(command, account, owner, { state: "reserved", reason, attempts: tried }, failure);
        deps.metrics.count("CommandRetried", 1, { cause: failure.cause });
        const delay = retryDelay(tried);
        if (delay >= 1000 || now + delay >= deadline) return later(delay);
        await deps.clock.sleep(delay);
        return attempt(command, account, deadline);
      }
      default:
        return verdict satisfies never;
    }
  }

  /** Somebody was here before: another sender, an earlier try of ours, or one that died while sending. */
  async function settleFound(entry: LedgerEntry, command: OutboundCommand): Promise<SendResult> {
    const now = deps.clock.now();
    switch (judgeClaim(entry, command, now)) {
      case "lost": {
        const reason = "the sender died after it had begun; the message may or may not have gone out";
        if (await deps.ledger.abandon(entry, reason, now)) await report("unknown", command, reason);
        return DONE;
      }
      case "wait":
        return later((entry.leaseUntil ?? now) - now);
      case "send":
        return later(1000);
      case "done":
        deps.metrics.count("CommandDuplicate");
        return DONE;
    }
  }

  /** The ledger first: trouble with the circuit's store must not turn a known outcome into an unknown one. */
  async function conclude(
    command: OutboundCommand,
    { channel }: Account,
    owner: string,
    end: LedgerEnd,
    outcome: SendOutcome,
  ) {
    await deps.ledger.finish(command.id, owner, end, deps.clock.now());
    const { breaker } = deps.upstreams[channel];
    if (outcome.type === "failed" && UNCALLED_CAUSES.has(outcome.cause)) return;
    try {
      if (outcome.type === "failed" && UPSTREAM_CAUSES.has(outcome.cause)) await breaker.failed();
      else await breaker.answered();
    } catch (error) {
      deps.log.error("the circuit breaker did not learn of an outcome", error, { commandId: command.id });
    }
  }

  /** The account's trouble is not the command's: what becomes of the command stands already. */
  async function move(account: Account, event: AccountEvent): Promise<void> {
    try {
      await deps.move(account, event);
    } catch (error) {
      deps.log.error("an account's state could not be changed", error, { appId: account.appId, event: event.type });
    }
  }

  /** A send that succeeded ends the row of refused ones: the next refusal is a first one again. */
  async function trust(account: Account): Promise<void> {
    try {
      await deps.accounts.trust(account, deps.clock.now());
    } catch (error) {
      deps.log.error("an account's refused sends were not forgotten", error, { appId: account.appId });
    }
  }

  async function report(state: "unknown" | "failed", command: OutboundCommand, reason: string): Promise<void> {
    deps.metrics.count(state === "unknown" ? "CommandUnknown" : "CommandFailed");
    deps.log.warn(`a command ended as ${state}`, { commandId: command.id, appId: command.appId, reason });
    // A broadcast always meets some who left: its figures and the ledger show them, nobody is called for each.
    if (state === "failed" && "runId" in command.origin) return;
    const detail = { commandId: command.id, appId: command.appId, to: command.to, reason };
    const type = state === "unknown" ? EVENTS.commandUnknown : EVENTS.commandFailed;
    try {
      await deps.events.publish([{ type, detail }]);
    } catch (error) {
      deps.log.error("an event was not published; the ledger keeps the command", error, { type, ...detail });
    }
  }

  /** Ends a command without a try, unless a sender was at it: then what became of that comes first. */
  async function closeUntried(
    command: OutboundCommand,
    state: "expired" | "failed",
    reason: string,
    now: number,
  ): Promise<SendResult> {
    if (await deps.ledger.close(command, state, reason, now)) {
      if (state === "failed") await report("failed", command, reason);
      else deps.metrics.count("CommandExpired");
      return DONE;
    }
    const entry = await deps.ledger.get(command.id);
    return entry?.state === "sending" ? settleFound(entry, command) : DONE;
  }

  return async (command, account, deadline) => {
    const now = deps.clock.now();
    if (now > command.notAfter) {
      return closeUntried(command, "expired", "older than its notAfter when its turn came", now);
    }
    if (!account?.registered) {
      return closeUntried(command, "failed", `account '${command.appId}' is not registered`, now);
    }
    return attempt(command, account, deadline);
  };
}

/** What revoking a message takes is kept; what the gateway did not say is not there. */
function sentAs({ newMsgId, msgId, createTime }: Extract<SendOutcome, { type: "sent" }>): LedgerEnd {
  return { state: "sent", newMsgId, ...(msgId === "" ? {} : { msgId }), ...(createTime > 0 ? { createTime } : {}) };
}
