import { expect, it } from "vitest";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createDrainSpool } from "../../../../shared/inbound/application/drain-spool.ts";
import { createReceiveCallback } from "../../../../shared/inbound/application/receive-callback.ts";
import { createMemoryLeases } from "../../../../shared/platform/memory/leases.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { type crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../../support/recording-ports.ts";

const messages = ["1", "2", "3"].map((newMsgId) =>
  anInboundText({ newMsgId, text: "你".repeat(newMsgId === "2" ? 100_000 : 1) }),
);

/** A platform whose first process dies; the vendor repeats each message until it gets an answer. */
function aPlatform(crash: ReturnType<typeof crashAt>, queueDownFor: number) {
  const queue = recordingInboundQueue();
  const stores = { queue, spool: createMemorySpool(), bodies: createMemoryBodyStore(), events: recordingEvents() };
  const shared = { clock: fakeClock(), newId: countingIds("env"), ...recordingObservability() };
  const mortal = createReceiveCallback({
    ...shared,
    queue: crash.port(stores.queue),
    spool: crash.port(stores.spool),
    bodies: crash.port(stores.bodies),
    events: crash.port(stores.events),
  });
  const next = createReceiveCallback({ ...shared, ...stores });
  const drain = createDrainSpool({ ...shared, queue, spool: stores.spool, leases: createMemoryLeases() });
  let deliveries = 0;

  async function deliver(message: (typeof messages)[number]): Promise<void> {
    queue.down.now = deliveries++ < queueDownFor;
    if (!crash.crashed()) {
      const answered = await mortal(message).then(
        () => !crash.crashed(),
        () => false,
      );
      if (answered) return;
    }
    await next(message);
  }
  return { queue, drain, deliver };
}

it.each([
  ["the queue takes all", 0],
  ["the queue refuses at first", 2],
  ["the queue refuses all", 9],
])("loses nothing, doubles nothing and keeps the order wherever the callback dies while %s", async (_what, down) => {
  const crashes = await withEveryCrash(async (crash, where) => {
    const { queue, drain, deliver } = aPlatform(crash, down);
    for (const message of messages) await deliver(message);
    queue.down.now = false;
    await drain(NOON + 1_000_000);
    expect(
      queue.accepted().map(({ dedupKey }) => dedupKey),
      where,
    ).toEqual(["1", "2", "3"]);
  });
  expect(crashes).toBeGreaterThan(4);
});
