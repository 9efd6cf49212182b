import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { readableAccounts } from "../../accounts/application/readable-accounts.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import type { Leases } from "../../kernel/application/ports/leases.ts";
import type { Clock, Log, Metrics, NewId } from "../../kernel/application/ports/runtime.ts";
import { createShardLease } from "../../kernel/application/shard-lease.ts";
import { POLL_INTERVAL, type PollShard, pollShardOf } from "../domain/polling.ts";
import type { createPollAccount } from "./poll-account.ts";

export type PollShardDeps = {
  readonly accounts: Pick<Accounts, "list">;
  readonly leases: Leases;
  readonly pollAccount: ReturnType<typeof createPollAccount>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Epoch ms; `callTimeout` in ms. */
export type PollTimes = { readonly stopAt: number; readonly giveUpAt: number; readonly callTimeout: number };

/** How long a poller waits for the one before it, ms: its last calls, or its lease where it died. */
const PATIENCE = 20_000;

/**
 * Polls the accounts of a shard side by side until `stopAt`. Takes over from the poller before it, which holds the
 * shard's lease a little into this one's minute, and leaves the lease to the next.
 */
export function createPollShard(deps: PollShardDeps): (shard: PollShard, times: PollTimes) => Promise<void> {
  const { clock, metrics, log } = deps;

  async function accountsOf({ index, of }: PollShard): Promise<string[]> {
    const accounts = await readableAccounts(deps);
    return accounts
      .filter(
        ({ registered, channel, ingest, appId }) =>
          registered && channelOf({ channel }).atGateway && ingest === "poll" && pollShardOf(appId, of) === index,
      )
      .map(({ appId }) => appId);
  }

  return async (shard, { stopAt, giveUpAt, callTimeout }) => {
    if (clock.now() >= stopAt) return;
    const appIds = await accountsOf(shard);
    if (appIds.length === 0) return;
    const lease = createShardLease(deps, `poll#${shard.of}#${shard.index}`, callTimeout);
    if (!(await lease.take(Math.min(stopAt, clock.now() + PATIENCE)))) {
      metrics.count("PollShardTaken");
      log.warn("another poller holds the shard", { ...shard });
      return;
    }
    const startedAt = clock.now();
    const turn = { mayCall: lease.isHeld, stopAt, giveUpAt, callTimeout };
    try {
      await Promise.all(
        appIds.map((appId, position) => {
          const startAt = startedAt + Math.floor((position * POLL_INTERVAL) / appIds.length);
          return deps.pollAccount(appId, { ...turn, startAt });
        }),
      );
    } finally {
      await lease.release();
    }
  };
}
