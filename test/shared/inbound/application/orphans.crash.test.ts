import { expect, it } from "vitest";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createDrainSpool } from "../../../../shared/inbound/application/drain-spool.ts";
import { createReceiveCallback } from "../../../../shared/inbound/application/receive-callback.ts";
import { spoolShard } from "../../../../shared/inbound/domain/spool.ts";
import { createMemoryLeases } from "../../../../shared/platform/memory/leases.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { crashAt, meanwhileAt } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../../support/recording-ports.ts";

const SHARD = spoolShard("wx_app_1");
const LATER = NOON + 1_000_000;

/**
 * A callback while the queue refuses. Before its `n`-th call a drain runs to its end, and before its call `at` the
 * callback dies. The vendor does not repeat. Then the queue is back, and a last drain runs.
 */
async function receiveAndDrain(n: number, at: number) {
  const queue = recordingInboundQueue();
  const spool = createMemorySpool();
  const events = recordingEvents();
  const shared = { clock: fakeClock(), newId: countingIds("env"), ...recordingObservability() };
  const drain = createDrainSpool({ ...shared, queue, spool, leases: createMemoryLeases() });
  const drainNow = async () => {
    queue.down.now = false;
    await drain(LATER);
    queue.down.now = true;
  };
  const crash = crashAt(at, "before");
  const meanwhile = meanwhileAt(n, drainNow);
  const port = <T extends object>(target: T) => crash.port(meanwhile.port(target));
  const stores = { queue: port(queue), spool: port(spool), events: port(events) };
  const receive = createReceiveCallback({ ...shared, ...stores, bodies: createMemoryBodyStore() });
  queue.down.now = true;
  const isAnswered = await receive(anInboundText()).then(
    () => !crash.crashed(),
    () => false,
  );
  const left = (await spool.list(SHARD, 9)).length;
  const isOrphan = left > 0 && !(await spool.gate(SHARD)).open;
  await drainNow();
  return { queue, spool, left, isAnswered, isOrphan, hasDied: crash.crashed(), reached: meanwhile.reached() };
}

it("no envelope stays behind, wherever its callback dies and whenever a drain ran before", async () => {
  let orphans = 0;
  for (let n = 0, reached = true; reached; n++) {
    for (let at = 0, hasDied = true; hasDied; at++) {
      const end = await receiveAndDrain(n, at);
      const where = `a drain before call ${n}, dead before call ${at}`;
      orphans += Number(end.isOrphan);
      expect(await end.spool.list(SHARD, 9), where).toEqual([]);
      expect((await end.spool.gate(SHARD)).open, where).toBe(false);
      if (end.isAnswered || end.left > 0) expect(end.queue.accepted(), where).toHaveLength(1);
      ({ hasDied, reached } = end);
    }
  }
  expect(orphans).toBeGreaterThan(0);
});
