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

/** What a run did with one shard; `open`: envelopes wait in it, and while its gate is open new ones join them. */
type Drained = { readonly moved: number; readonly open: boolean };

const CLOSED: Drained = { moved: 0, open: false };

/**
 * Moves what is spooled to the inbound queue, in order, and closes each gate once its shard is empty. It looks behind
 * closed gates too, with one read of a gate and of one envelope for each shard where nothing waits. Returns the
 * number of envelopes moved. A crash between sending and removing sends an envelope again under the same
 * deduplication id and envelope id, which the journal recognizes as the same.
 *
 * @param deadline epoch ms after which no further page is begun
 */
export function createDrainSpool(deps: DrainSpoolDeps): (deadline: number) => Promise<number> {
  async function drainShard(shard: number, deadline: number): Promise<Drained> {
    const { open } = await deps.spool.gate(shard);
    if (!open && !(await isOrphaned(shard))) return CLOSED;
    const lease = `spool-drain#${shard}`;
    const owner = deps.newId();
    if (!(await deps.leases.acquire(lease, owner, LEASE, deps.clock.now()))) return { moved: 0, open: true };
    try {
      return await moveAll(shard, deadline);
    } finally {
      await deps.leases.release(lease, owner);
    }
  }

  /**
   * Whether an envelope stands behind a closed gate. Its callback has had no answer: it died between writing the envelope
   * and opening the gate after it, or is between the two now. Either way the envelope may go to the queue.
   */
  async function isOrphaned(shard: number): Promise<boolean> {
    const [first] = await deps.spool.list(shard, 1);
    if (!first) return false;
    const { id: envelopeId, appId } = first.envelope;
    deps.metrics.count("SpoolOrphaned");
    deps.log.warn("an envelope stands in the spool behind a closed gate", { shard, envelopeId, appId });
    return true;
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
    return tell(deps, results);
  };
}

/** Counts and logs what a run did with each shard; returns the number of envelopes moved. */
function tell(
  { metrics, log }: Pick<DrainSpoolDeps, "metrics" | "log">,
  results: readonly PromiseSettledResult<Drained>[],
): number {
  let moved = 0;
  let open = 0;
  for (const [shard, result] of results.entries()) {
    if (result.status === "fulfilled") {
      moved += result.value.moved;
      if (result.value.open) open += 1;
    } else {
      open += 1;
      metrics.count("SpoolDrainFailed");
      log.error("a shard of the spool could not be drained; it is tried again in a minute", result.reason, { shard });
    }
  }
  if (moved > 0) metrics.count("SpoolDrained", moved);
  if (open > 0) metrics.count("SpoolNotEmpty", open);
  return moved;
}
