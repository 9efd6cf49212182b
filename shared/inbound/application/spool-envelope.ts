import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics, Within } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";
import type { Envelope } from "../domain/envelope.ts";
import { GATE_CACHE } from "../domain/spool.ts";
import type { Spool } from "./ports/spool.ts";
import type { SpoolGates } from "./spool-gates.ts";

export type SpoolEnvelopeDeps = {
  readonly spool: Pick<Spool, "open" | "put">;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Waits without end where it is left out. */
  readonly within?: Within;
};

/**
 * Puts an envelope on the spool. Resolves only after every other instance's knowledge of the closed gate has run out:
 * the caller may rely on later callbacks going to the spool too. Throws `unavailable` where the store has not taken it
 * within `patience` ms; it may do so later, and the drain then finds it.
 */
export function createSpoolEnvelope(
  deps: SpoolEnvelopeDeps,
  gates: SpoolGates,
): (shard: number, envelope: Envelope, patience: number) => Promise<void> {
  const { spool, clock, within = (work) => work } = deps;
  /** Since when this instance knows that a shard's gate is open, and of which opening. */
  const periods = new Map<number, { openedAt: number; since: number }>();

  /**
   * Waits until all instances that read the gate before it was opened have forgotten that. Counted from when this
   * instance saw it open, so that clocks may differ and a write may take its time.
   */
  async function settle(shard: number, openedAt: number, opened: boolean): Promise<void> {
    const now = clock.now();
    const known = periods.get(shard);
    const since = !opened && known?.openedAt === openedAt ? known.since : now;
    periods.set(shard, { openedAt, since });
    const left = since + GATE_CACHE - now;
    if (left > 0) await clock.sleep(Math.min(left, GATE_CACHE));
  }

  /** Wakes the drain at once; it also comes every minute by itself, so that a lost event costs a minute. */
  async function announce(shard: number): Promise<void> {
    try {
      await deps.events.publish([{ type: EVENTS.spoolOpened, detail: { shard } }]);
    } catch (error) {
      deps.log.error("the drain was not woken; it runs every minute", error, { shard });
    }
  }

  async function write(shard: number, envelope: Envelope) {
    // The second opening counts the gate's version up once more. A drain that found the shard empty before the envelope
    // was written can then no longer close the gate over it; one that had closed it already finds it open again.
    const before = await spool.open(shard, clock.now());
    await spool.put(shard, before.sequence, envelope);
    const { openedAt, opened } = await spool.open(shard, clock.now());
    return { openedAt, opened: before.opened || opened };
  }

  return async (shard, envelope, patience) => {
    const { openedAt, opened } = await within(write(shard, envelope), patience);
    gates.noteOpen(shard);
    await settle(shard, openedAt, opened);
    if (opened) await announce(shard);
    deps.metrics.count("CallbackSpooled");
  };
}
