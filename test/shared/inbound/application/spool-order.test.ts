import fc from "fast-check";
import { expect, it } from "vitest";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createDrainSpool } from "../../../../shared/inbound/application/drain-spool.ts";
import type { InboundQueue } from "../../../../shared/inbound/application/ports/queue.ts";
import { createReceiveCallback } from "../../../../shared/inbound/application/receive-callback.ts";
import { spoolShard } from "../../../../shared/inbound/domain/spool.ts";
import { createMemoryLeases } from "../../../../shared/platform/memory/leases.ts";
import { anInboundText } from "../../../support/builders.ts";
import { aRacingWorld, type RacingWorld } from "../../../support/racing-world.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../../support/recording-ports.ts";

/**
 * Two drains and three callback instances (one may open a gate, one join it, one believe it closed) over one spool and
 * one queue whose answers come late and in any order.
 */
function aFleet(world: RacingWorld, skew: number, answers: readonly Answer[]) {
  const accepting = recordingInboundQueue();
  let calls = 0;
  const queue: InboundQueue = {
    async send(envelope) {
      const answer = answers[calls++] ?? "accepts";
      if (answer !== "refuses") await accepting.send(envelope);
      if (answer !== "accepts") throw new Error("SQS is not available");
    },
  };
  const spool = createMemorySpool();
  const leases = createMemoryLeases();
  const newId = countingIds("env");
  const slow = { queue: world.slow(queue), spool: world.slow(spool), leases: world.slow(leases) };
  const shared = { ...recordingObservability(), newId, bodies: createMemoryBodyStore(), events: recordingEvents() };
  const receivers = [0, skew, -skew].map((offset) =>
    createReceiveCallback({ ...shared, ...slow, clock: world.clock(offset) }),
  );
  const drains = [0, skew].map((offset) => createDrainSpool({ ...shared, ...slow, clock: world.clock(offset) }));
  const quietDrain = createDrainSpool({ ...shared, queue: accepting, spool, leases, clock: world.clock(0) });
  return { accepted: accepting.accepted, spool, receivers, drains, quietDrain };
}

/** The queue's behaviour at one call; `silent`: it accepts, but its answer is lost. */
type Answer = "accepts" | "refuses" | "silent";

type Delivery = { readonly id: string; begunAt: number; answeredAt: number };

const lane = fc.array(fc.record({ instance: fc.nat(2), wait: fc.constantFrom(0, 0, 100, 900, 1100) }), {
  minLength: 1,
  maxLength: 6,
});
const answer = fc.constantFrom<Answer[]>("accepts", "accepts", "refuses", "silent");

it("keeps what was answered before the rest, whatever the races, the outages and the clocks", async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(lane, { minLength: 1, maxLength: 4 }),
    fc.array(answer, { maxLength: 16 }),
    fc.array(fc.constantFrom(0, 100, 300, 1000), { maxLength: 6 }),
    fc.integer({ min: -3000, max: 3000 }),
    async (scheduler, lanes, answers, drainWaits, skew) => {
      const world = aRacingWorld(scheduler);
      const { accepted, spool, receivers, drains, quietDrain } = aFleet(world, skew, answers);
      const deliveries: Delivery[] = [];

      /** Plays the vendor: one message after the other, each repeated until it is answered. */
      async function vendor(steps: readonly { instance: number; wait: number }[], at: number) {
        for (const [index, { instance, wait }] of steps.entries()) {
          await world.wait(wait);
          const delivery = { id: `${at}${index}`, begunAt: world.event(), answeredAt: Number.POSITIVE_INFINITY };
          deliveries.push(delivery);
          await receivers[instance]?.(anInboundText({ newMsgId: delivery.id }));
          delivery.answeredAt = world.event();
        }
      }
      async function drainer(drain: ((deadline: number) => Promise<number>) | undefined) {
        for (const wait of drainWaits) {
          await world.wait(wait);
          await drain?.(Number.MAX_SAFE_INTEGER);
        }
      }

      await world.run([...lanes.map(vendor), ...drains.map(drainer)]);
      await quietDrain(Number.MAX_SAFE_INTEGER);

      const order = accepted().map(({ dedupKey }) => dedupKey);
      expect([...order].sort()).toEqual(deliveries.map(({ id }) => id).sort());
      for (const first of deliveries) {
        for (const second of deliveries) {
          if (first.answeredAt < second.begunAt) {
            expect(order.indexOf(first.id), `${first.id} before ${second.id}`).toBeLessThan(order.indexOf(second.id));
          }
        }
      }
      expect(await spool.gate(spoolShard("wx_app_1"))).toMatchObject({ open: false });
    },
  );
  await fc.assert(property, { numRuns: 800 });
});
