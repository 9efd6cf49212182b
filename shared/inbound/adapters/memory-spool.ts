import type { Spool } from "../application/ports/spool.ts";
import type { Envelope } from "../domain/envelope.ts";

type Shard = { version: number; openedAt: number | undefined; envelopes: Map<number, Envelope> };

/** The spool in memory. */
export function createMemorySpool(): Spool {
  const shards = new Map<number, Shard>();

  function shardOf(number: number): Shard {
    const known = shards.get(number) ?? { version: 0, openedAt: undefined, envelopes: new Map() };
    shards.set(number, known);
    return known;
  }

  return {
    async gate(shard) {
      const { version, openedAt } = shardOf(shard);
      return { open: openedAt !== undefined, version, openedAt: openedAt ?? 0 };
    },
    async open(number, now) {
      const shard = shardOf(number);
      const opened = shard.openedAt === undefined;
      shard.openedAt ??= now;
      shard.version += 1;
      return { sequence: shard.version, openedAt: shard.openedAt, opened };
    },
    async close(number, version) {
      const shard = shardOf(number);
      if (shard.version !== version) return false;
      shard.openedAt = undefined;
      return true;
    },
    async put(shard, sequence, envelope) {
      shardOf(shard).envelopes.set(sequence, envelope);
    },
    async list(shard, limit) {
      return [...shardOf(shard).envelopes]
        .map(([sequence, envelope]) => ({ sequence, envelope }))
        .sort((a, b) => a.sequence - b.sequence)
        .slice(0, limit);
    },
    async remove(shard, sequence) {
      shardOf(shard).envelopes.delete(sequence);
    },
  };
}
