import { limitsOf } from "../domain/account.ts";
import type { OutboundCommand } from "../domain/command.ts";
import { parkDelay } from "../domain/send-outcome.ts";
import { cached } from "./cached.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { Accounts, Clock, SettingsStore, TokenBuckets } from "./ports.ts";
import type { SendOne } from "./send-command.ts";

export type SendOutboundDeps = {
  readonly accounts: Accounts;
  readonly settings: SettingsStore;
  readonly buckets: TokenBuckets;
  readonly breaker: CircuitBreaker;
  readonly sendOne: SendOne;
  readonly clock: Clock;
};

/** One command in hand. `receiveCount`: how often the queue has handed it out. */
export type Delivery = { readonly command: OutboundCommand; readonly receiveCount: number };

/** What becomes of a delivery: it is `done`, or stays on the queue for `delaySeconds`. */
export type DeliveryResult = { readonly done: true } | { readonly done: false; readonly delaySeconds: number };

/** The name of the gateway's circuit and bucket. */
export const GATEWAY = "wechatapi";

const ACCOUNT_CACHE = 1000;
const SETTINGS_CACHE = 5000;

type Group = { readonly appId: string; readonly deliveries: readonly Delivery[] };
type Plan = Group & { readonly quota: number; readonly delaySeconds: number };

/**
 * Sends a batch: accounts side by side, each account's commands in order. What cannot go out now stays on the queue,
 * always as the tail of its group: a parked account (5 s to 15 min), an empty bucket, an open circuit, a retry.
 *
 * @param deadline epoch ms after which no further call is begun
 */
export function createSendOutbound(
  deps: SendOutboundDeps,
): (batch: readonly Delivery[], deadline: number) => Promise<readonly DeliveryResult[]> {
  const accounts = cached(deps.clock, ACCOUNT_CACHE, (appId) => deps.accounts.get(appId));
  const settings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());

  /** How many of a group's commands its account's state and bucket allow now. */
  async function planGroup(group: Group): Promise<Plan> {
    const account = await accounts.get(group.appId);
    const wanted = group.deliveries.length;
    if (!account?.registered) return { ...group, quota: wanted, delaySeconds: 0 };
    if (account.state !== "ONLINE") {
      return { ...group, quota: 0, delaySeconds: parkDelay(group.deliveries[0]?.receiveCount ?? 1) };
    }
    const now = deps.clock.now();
    const { granted, waitMs } = await deps.buckets.take(`account#${group.appId}`, wanted, limitsOf(account, now), now);
    return { ...group, quota: granted, delaySeconds: toSeconds(waitMs) };
  }

  /** The gateway's own bucket serves all groups at once; what it does not give goes back to the accounts' buckets. */
  async function limitByGateway(plans: readonly Plan[]): Promise<readonly Plan[]> {
    const wanted = plans.reduce((sum, { quota }) => sum + quota, 0);
    if (wanted === 0) return plans;
    const { gateway } = await settings.get("fleet");
    const { granted, waitMs } = await deps.buckets.take(`gateway#${GATEWAY}`, wanted, gateway, deps.clock.now());
    if (granted === wanted) return plans;
    const shares = share(
      plans.map(({ quota }) => quota),
      granted,
    );
    return Promise.all(
      plans.map(async (plan, index) => {
        const quota = shares[index] ?? 0;
        if (quota === plan.quota) return plan;
        await giveBack(plan, plan.quota - quota);
        return { ...plan, quota, delaySeconds: Math.max(1, toSeconds(waitMs)) };
      }),
    );
  }

  async function giveBack(plan: Plan, tokens: number): Promise<void> {
    const account = await accounts.get(plan.appId);
    if (!account?.registered || account.state !== "ONLINE") return;
    const now = deps.clock.now();
    await deps.buckets.refund(`account#${plan.appId}`, tokens, limitsOf(account, now), now);
  }

  /** Carries out a plan; whatever stops a command stops all behind it. */
  async function sendGroup(plan: Plan, deadline: number): Promise<readonly DeliveryResult[]> {
    const results: DeliveryResult[] = [];
    for (const { command } of plan.deliveries.slice(0, plan.quota)) {
      const result = await sendOrWait(command, deadline);
      if (!result.done) {
        accounts.forget(plan.appId);
        return fill(results, plan.deliveries.length, result.delaySeconds);
      }
      results.push(result);
    }
    return fill(results, plan.deliveries.length, plan.delaySeconds);
  }

  async function sendOrWait(command: OutboundCommand, deadline: number): Promise<DeliveryResult> {
    const pause = await deps.breaker.pause();
    if (pause > 0) return { done: false, delaySeconds: Math.max(1, toSeconds(pause)) };
    if (deps.clock.now() >= deadline) return { done: false, delaySeconds: 0 };
    return deps.sendOne(command, await accounts.get(command.appId), deadline);
  }

  return async (batch, deadline) => {
    const groups = groupsOf(batch);
    const planned = await limitByGateway(await Promise.all(groups.map(({ group }) => planGroup(group))));
    const results = new Array<DeliveryResult>(batch.length);
    await Promise.all(
      planned.map(async (plan, index) => {
        const sent = await sendGroup(plan, deadline);
        for (const [at, position] of (groups[index]?.positions ?? []).entries()) {
          results[position] = sent[at] ?? { done: false, delaySeconds: 0 };
        }
      }),
    );
    return results;
  };
}

function groupsOf(batch: readonly Delivery[]): { group: Group; positions: number[] }[] {
  const byAccount = new Map<string, { group: { appId: string; deliveries: Delivery[] }; positions: number[] }>();
  for (const [position, delivery] of batch.entries()) {
    const { appId } = delivery.command;
    const known = byAccount.get(appId) ?? { group: { appId, deliveries: [] }, positions: [] };
    known.group.deliveries.push(delivery);
    known.positions.push(position);
    byAccount.set(appId, known);
  }
  return [...byAccount.values()];
}

/** Deals `total` out in turns, so that no group starves. */
function share(wanted: readonly number[], total: number): number[] {
  const shares = wanted.map(() => 0);
  for (let left = total; left > 0; ) {
    const before = left;
    for (const [index, want] of wanted.entries()) {
      if (left > 0 && (shares[index] ?? 0) < want) {
        shares[index] = (shares[index] ?? 0) + 1;
        left -= 1;
      }
    }
    if (left === before) break;
  }
  return shares;
}

function fill(results: readonly DeliveryResult[], length: number, delaySeconds: number): readonly DeliveryResult[] {
  return [
    ...results,
    ...Array.from({ length: length - results.length }, () => ({ done: false as const, delaySeconds })),
  ];
}

function toSeconds(ms: number): number {
  return Math.min(43_200, Math.ceil(ms / 1000));
}
