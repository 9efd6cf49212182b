import type { OutboundCommand } from "../domain/command.ts";
import { cached } from "./cached.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { createOutboundQuotas, TROUBLE_DELAY, toSeconds } from "./outbound-quotas.ts";
import type { Accounts, Clock, Log, SettingsStore, TokenBuckets } from "./ports.ts";
import type { SendOne } from "./send-command.ts";

export type SendOutboundDeps = {
  readonly accounts: Accounts;
  readonly settings: SettingsStore;
  readonly buckets: TokenBuckets;
  readonly breaker: CircuitBreaker;
  readonly sendOne: SendOne;
  readonly clock: Clock;
  readonly log: Log;
};

/** One command in hand. `receiveCount`: how often the queue has handed it out. */
export type Delivery = { readonly command: OutboundCommand; readonly receiveCount: number };

/** What becomes of a delivery: it is `done`, or stays on the queue for `delaySeconds`. */
export type DeliveryResult = { readonly done: true } | { readonly done: false; readonly delaySeconds: number };

const ACCOUNT_CACHE = 1000;

type Group = { readonly appId: string; readonly deliveries: Delivery[]; readonly positions: number[] };
type Sent = { readonly results: readonly DeliveryResult[]; readonly unused: number };

/**
 * Sends a batch: accounts side by side, each account's commands in order. What cannot go out now stays on the queue,
 * always as the tail of its group: a parked account (5 s to 15 min), an empty bucket, an open circuit, a retry. Never
 * throws once a call is under way, so that no group's call is cut off by another group's trouble.
 *
 * @param deadline epoch ms after which no further call is begun
 */
export function createSendOutbound(
  deps: SendOutboundDeps,
): (batch: readonly Delivery[], deadline: number) => Promise<readonly DeliveryResult[]> {
  const accounts = cached(deps.clock, ACCOUNT_CACHE, (appId) => deps.accounts.get(appId));
  const quotas = createOutboundQuotas({ ...deps, account: accounts.get });

  /** Sends up to `quota` commands of a group; whatever stops a command stops all behind it. */
  async function sendGroup(group: Group, quota: number, delaySeconds: number, deadline: number): Promise<Sent> {
    const results: DeliveryResult[] = [];
    for (const { command } of group.deliveries.slice(0, quota)) {
      const { tried, result } = await sendOrWait(command, deadline);
      if (!result.done) {
        accounts.forget(group.appId);
        const used = results.length + (tried ? 1 : 0);
        return { results: fill(results, group.deliveries.length, result.delaySeconds), unused: quota - used };
      }
      results.push(result);
    }
    return { results: fill(results, group.deliveries.length, delaySeconds), unused: 0 };
  }

  async function sendOrWait(
    command: OutboundCommand,
    deadline: number,
  ): Promise<{ tried: boolean; result: DeliveryResult }> {
    try {
      const pause = await deps.breaker.pause();
      if (pause > 0) return { tried: false, result: { done: false, delaySeconds: Math.max(1, toSeconds(pause)) } };
      if (deps.clock.now() >= deadline) return { tried: false, result: { done: false, delaySeconds: 0 } };
      const account = await accounts.get(command.appId);
      return { tried: true, result: await deps.sendOne(command, account, deadline) };
    } catch (error) {
      deps.log.error("a command could not be sent now; its group waits", error, { commandId: command.id });
      return { tried: true, result: { done: false, delaySeconds: TROUBLE_DELAY } };
    }
  }

  return async (batch, deadline) => {
    const groups = groupsOf(batch);
    const taken = await quotas.take(groups.map(sizeOf));
    const sent = await Promise.all(
      groups.map((group, index) =>
        sendGroup(group, taken[index]?.quota ?? 0, taken[index]?.delaySeconds ?? TROUBLE_DELAY, deadline),
      ),
    );
    await quotas.giveBack(
      taken,
      sent.map(({ unused }) => unused),
    );
    const results = batch.map((): DeliveryResult => ({ done: false, delaySeconds: 0 }));
    for (const [index, { positions }] of groups.entries()) {
      for (const [at, result] of (sent[index]?.results ?? []).entries()) results[positions[at] ?? 0] = result;
    }
    return results;
  };
}

function groupsOf(batch: readonly Delivery[]): Group[] {
  const byAccount = new Map<string, Group>();
  for (const [position, delivery] of batch.entries()) {
    const { appId } = delivery.command;
    const known = byAccount.get(appId) ?? { appId, deliveries: [], positions: [] };
    known.deliveries.push(delivery);
    known.positions.push(position);
    byAccount.set(appId, known);
  }
  return [...byAccount.values()];
}

function sizeOf({ appId, deliveries }: Group) {
  return { appId, wanted: deliveries.length, receiveCount: deliveries[0]?.receiveCount ?? 1 };
}

function fill(results: readonly DeliveryResult[], length: number, delaySeconds: number): readonly DeliveryResult[] {
  return [
    ...results,
    ...Array.from({ length: length - results.length }, () => ({ done: false as const, delaySeconds })),
  ];
}
