import fc from "fast-check";
import { expect, it } from "vitest";
import { createMemoryBodyStore } from "../../../shared/adapters/memory/body-store.ts";
import { createMemoryLeases } from "../../../shared/adapters/memory/leases.ts";
import { createMemorySpool } from "../../../shared/adapters/memory/spool.ts";
import { createDrainSpool } from "../../../shared/application/drain-spool.ts";
import { createReceiveCallback } from "../../../shared/application/receive-callback.ts";
import { spoolShard } from "../../../shared/domain/spool.ts";
import { anInboundText } from "../../support/builders.ts";
import { aRacingWorld, type RacingWorld } from "../../support/racing-world.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../support/recording-ports.ts";

/** Two callback instances and two drains over one spool and one queue whose answers come late and in any order. */
function aFleet(world: RacingWorld, skew: number) {
  const queue = recordingInboundQueue();
  const spool = createMemorySpool();
  const leases = createMemoryLeases();
  const newId = countingIds("env");
  const slow = { queue: world.slow(queue), spool: world.slow(spool), leases: world.slow(leases) };
  const shared = { ...recordingObservability(), newId, bodies: createMemoryBodyStore(), events: recordingEvents() };
  const receivers = [0, skew].map((offset) =>
    createReceiveCallback({ ...shared, ...slow, clock: world.clock(offset) }),
  );
  const drains = [0, skew].map((offset) => createDrainSpool({ ...shared, ...slow, clock: world.clock(offset) }));
  const quietDrain = createDrainSpool({ ...shared, queue, spool, leases, clock: world.clock(0) });
  return { queue, spool, receivers, drains, quietDrain };
}

type Delivery = { readonly id: string; begunAt: number; answeredAt: number };

const lane = fc.array(fc.record({ instance: fc.nat(1), wait: fc.integer({ min: 0, max: 1500 }) }), {
  minLength: 1,
  maxLength: 5,
});
const outage = fc.record({ up: fc.integer({ min: 0, max: 2500 }), down: fc.integer({ min: 1, max: 2500 }) });

it("keeps what was answered before the rest, whatever the races, the outages and the clocks", async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(lane, { minLength: 1, maxLength: 3 }),
    fc.array(outage, { maxLength: 3 }),
    fc.array(fc.integer({ min: 100, max: 2500 }), { maxLength: 4 }),
    fc.integer({ min: -3000, max: 3000 }),
    async (scheduler, lanes, outages, drainWaits, skew) => {
      const world = aRacingWorld(scheduler);
      const { queue, spool, receivers, drains, quietDrain } = aFleet(world, skew);
      const deliveries: Delivery[] = [];

      /** The vendor: one message after the other, each again until it is answered. */
      async function vendor(steps: readonly { instance: number; wait: number }[], at: number) {
        for (const [index, { instance, wait }] of steps.entries()) {
          await world.wait(wait);
          const delivery = { id: `${at}${index}`, begunAt: world.event(), answeredAt: Number.POSITIVE_INFINITY };
          deliveries.push(delivery);
          await receivers[instance]?.(anInboundText({ newMsgId: delivery.id }));
          delivery.answeredAt = world.event();
        }
      }
      async function trouble() {
        for (const { up, down } of outages) {
          await world.wait(up);
          queue.down.now = true;
          await world.wait(down);
          queue.down.now = false;
        }
      }
      async function drainer(drain: ((deadline: number) => Promise<number>) | undefined) {
        for (const wait of drainWaits) {
          await world.wait(wait);
          await drain?.(Number.MAX_SAFE_INTEGER);
        }
      }

      await world.run([...lanes.map(vendor), trouble(), ...drains.map(drainer)]);
      await quietDrain(Number.MAX_SAFE_INTEGER);

      const order = queue.accepted().map(({ dedupKey }) => dedupKey);
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
  await fc.assert(property, { numRuns: 150 });
});
