import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import { cached } from "../../../kernel/application/cached.ts";
import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { Lane } from "../../domain/lane.ts";
import type { GroupSize, Quota } from "../../domain/quota.ts";
import type { SendSettings } from "../../domain/settings.ts";
import type { TokenBuckets } from "../ports/outbound.ts";
import { TROUBLE_DELAY } from "../quotas/buckets.ts";
import { createOutboundQuotas } from "../quotas/outbound-quotas.ts";
import type { AccountBreaker } from "./account-breaker.ts";
import type { SendOne } from "./send-command.ts";
import { DONE, type SendResult, untried } from "./send-result.ts";
import type { Unfinished } from "./unfinished.ts";

export type SendOutboundDeps = {
  readonly lane: Lane;
  readonly accounts: Accounts;
  readonly settings: SettingsReader<SendSettings>;
  readonly buckets: TokenBuckets;
  readonly accountBreaker: AccountBreaker;
  readonly unfinished: Unfinished;
  readonly sendOne: SendOne;
  readonly clock: Clock;
  readonly log: Log;
};

/** One command in hand. `receiveCount`: how often the queue has handed it out. */
export type Delivery = { readonly command: OutboundCommand; readonly receiveCount: number };

/** How long an account is used before it is read again, ms. One that went offline is not called after it. */
const ACCOUNT_CACHE = 1000;

/** Accounts that are read within this, ms, are read in one call. */
const READ_TOGETHER = 250;

type Group = GroupSize & { readonly deliveries: readonly (Delivery & { readonly position: number })[] };
/** The first `done` of a group are done, the rest waits; `unused` tokens are left over. */
type Sent = {
  readonly done: number;
  readonly delaySeconds: number;
  readonly unused: number;
  readonly parked: boolean;
  /** What failed at the first command that waits. */
  readonly failure?: unknown;
};

/**
 * Sends a batch: accounts side by side, each account's commands in order. Commands that cannot go out now stay on the
 * queue, always as the tail of their group: of a parked account (5 s to 15 min), at an empty bucket or an open circuit,
 * or before a retry. Never throws once a call is under way, so that one group's trouble does not cut off another's
 * call.
 *
 * @param deadline epoch ms after which no further call is begun
 */
export function createSendOutbound(
  deps: SendOutboundDeps,
): (batch: readonly Delivery[], deadline: number) => Promise<readonly SendResult[]> {
  const accounts = cached(deps.clock, ACCOUNT_CACHE, (appId) => deps.accounts.get(appId), READ_TOGETHER);
  const quotas = createOutboundQuotas({ ...deps, account: accounts.get, learn: deps.accountBreaker.learn });

  /**
   * Sends up to `quota` commands of a group; what stops a command stops all behind it. Of a parked group, it ends the
   * commands at the head whose time is over.
   */
  async function sendGroup(group: Group & Quota, deadline: number): Promise<Sent> {
    const { appId, deliveries, quota, delaySeconds, parked = false, failure: ofQuota } = group;
    const turn = parked ? overdue(deliveries, deps.clock.now()) : deliveries.slice(0, quota);
    const commands = turn.map(({ command }) => command);
    let done = 0;
    for (const command of commands) {
      const result = await sendOrWait(command, deadline, commands);
      if (!result.done) {
        accounts.forget(appId);
        const unused = Math.max(0, quota - done - (result.untried ? 0 : 1));
        const { delaySeconds: wait, failure } = result;
        return { done, delaySeconds: wait, unused, parked: parked || result.parked, failure };
      }
      done += 1;
    }
    // The account may come online any moment: the next batch reads it anew.
    if (parked) accounts.forget(appId);
    return { done, delaySeconds, unused: 0, parked, failure: ofQuota };
  }

  async function sendOrWait(
    command: OutboundCommand,
    deadline: number,
    turn: readonly OutboundCommand[],
  ): Promise<SendResult> {
    try {
      const account = await accounts.get(command.appId);
      if (deps.clock.now() >= deadline) return untried(0);
      return await deps.sendOne(command, account, deadline, turn);
    } catch (failure) {
      return { done: false, parked: false, delaySeconds: TROUBLE_DELAY, failure };
    }
  }

  return async (batch, deadline) => {
    await deps.unfinished.endAll();
    const groups = await quotas.take(groupsOf(batch));
    const sent = await Promise.all(groups.map(async (group) => ({ ...group, ...(await sendGroup(group, deadline)) })));
    await quotas.giveBack(sent);
    return sent
      .flatMap(({ deliveries, done, delaySeconds, parked, failure }) =>
        deliveries.map(({ position }, at) => ({
          position,
          result: at < done ? DONE : { done: false, delaySeconds, parked, ...(at === done ? { failure } : {}) },
        })),
      )
      .sort((a, b) => a.position - b.position)
      .map(({ result }) => result);
  };
}

/** The deliveries at the head of a group that are too old to be sent. */
function overdue(deliveries: Group["deliveries"], now: number): Group["deliveries"] {
  const first = deliveries.findIndex(({ command }) => now <= command.notAfter);
  return first < 0 ? deliveries : deliveries.slice(0, first);
}

function groupsOf(batch: readonly Delivery[]): Group[] {
  const numbered = batch.map((delivery, position) => ({ ...delivery, position }));
  return [...Map.groupBy(numbered, ({ command }) => command.appId)].map(([appId, deliveries]) => ({
    appId,
    deliveries,
    wanted: deliveries.length,
    receiveCount: Math.max(...deliveries.map(({ receiveCount }) => receiveCount)),
  }));
}
