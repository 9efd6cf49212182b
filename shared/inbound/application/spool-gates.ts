import type { Clock, Log, Within } from "../../kernel/application/ports/runtime.ts";
import { GATE_CACHE, GATE_PATIENCE } from "../domain/spool.ts";
import type { Spool } from "./ports/spool.ts";

export type SpoolGatesDeps = {
  readonly spool: Pick<Spool, "gate">;
  readonly clock: Clock;
  readonly log: Log;
  /** Waits without end where it is left out. */
  readonly within?: Within;
};

export type SpoolGates = {
  /** A gate that cannot be read counts as open: spooling keeps the order, sending might break it. */
  readonly isOpen: (shard: number) => Promise<boolean>;
  /** This instance has just seen the gate open. */
  readonly noteOpen: (shard: number) => void;
};

/** What one instance knows of the spool's gates; it is believed for `GATE_CACHE` ms. */
export function createSpoolGates({ spool, clock, log, within = (work) => work }: SpoolGatesDeps): SpoolGates {
  const gates = new Map<number, { open: boolean; readAt: number }>();

  async function read(shard: number): Promise<boolean> {
    const known = gates.get(shard);
    const now = clock.now();
    if (known && now >= known.readAt && now - known.readAt < GATE_CACHE) return known.open;
    const { open } = await within(spool.gate(shard), GATE_PATIENCE);
    gates.set(shard, { open, readAt: now });
    return open;
  }

  return {
    async isOpen(shard) {
      try {
        return await read(shard);
      } catch (error) {
        log.error("the spool's gate cannot be read", error, { shard });
        return true;
      }
    },
    noteOpen: (shard) => void gates.set(shard, { open: true, readAt: clock.now() }),
  };
}
