import type { Leases } from "../../kernel/application/ports/leases.ts";
import type { Clock, Log, Metrics, NewId } from "../../kernel/application/ports/runtime.ts";
import { SPOOL_SHARDS } from "../domain/spool.ts";
import type { InboundQueue } from "./ports/queue.ts";
import type { Spool } from "./ports/spool.ts";

export type DrainSpoolDeps = {
  readonly queue: InboundQueue;
  readonly spool: Spool;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

const PAGE = 25;
const LEASE = 60_000;

/** What a run did with one shard; `open`: its gate is still open, so that its envelopes and new ones wait. */
type Drained = { readonly moved: number; readonly open: boolean };

const CLOSED: Drained = { moved: 0, open: false };

/**
 * Moves what is spooled to the inbound queue, in order, and closes each gate once its shard is empty. Returns the
 * number of envelopes moved. A crash between sending and removing sends an envelope again under the same
 * deduplication id and envelope id, which the journal recognizes as the same.
 *
 * @param deadline epoch ms after which no further page is begun
 */
export function createDrainSpool(deps: DrainSpoolDeps): (deadline: number) => Promise<number> {
  async function drainShard(shard: number, deadline: number): Promise<Drained> {
    const { open } = await deps.spool.gate(shard);
    if (!open) return CLOSED;
    const lease = `spool-drain#${shard}`;
    const owner = deps.newId();
    if (!(await deps.leases.acquire(lease, owner, LEASE, deps.clock.now()))) return { moved: 0, open };
    try {
      return await moveAll(shard, deadline);
    } finally {
      await deps.leases.release(lease, owner);
    }
  }

  async function moveAll(shard: number, deadline: number): Promise<Drained> {
    let moved = 0;
    while (deps.clock.now() < deadline) {
      const { version } = await deps.spool.gate(shard);
      const page = await deps.spool.list(shard, PAGE);
      if (page.length === 0 && (await deps.spool.close(shard, version))) return { moved, open: false };
      for (const { sequence, envelope } of page) {
        await deps.queue.send(envelope);
        await deps.spool.remove(shard, sequence);
        moved += 1;
      }
    }
    return { moved, open: true };
  }

  return async (deadline) => {
    const results = await Promise.allSettled(
      Array.from({ length: SPOOL_SHARDS }, (_, shard) => drainShard(shard, deadline)),
    );
    let moved = 0;
    let open = 0;
    for (const [shard, result] of results.entries()) {
      if (result.status === "fulfilled") {
        moved += result.value.moved;
        if (result.value.open) open += 1;
      } else {
        open += 1;
        deps.metrics.count("SpoolDrainFailed");
        deps.log.error("a shard of the spool could not be drained; it is tried again in a minute", result.reason, {
          shard,
        });
      }
    }
    if (moved > 0) deps.metrics.count("SpoolDrained", moved);
    if (open > 0) deps.metrics.count("SpoolNotEmpty", open);
    return moved;
  };
}
