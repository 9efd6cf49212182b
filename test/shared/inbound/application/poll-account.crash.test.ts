import { expect, it } from "vitest";
import { createMemoryJournal } from "../../../../shared/decisions/adapters/memory-journal.ts";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemoryHeldAnswers } from "../../../../shared/inbound/adapters/memory-held-answers.ts";
import { createMemoryPollCursors } from "../../../../shared/inbound/adapters/memory-poll-cursors.ts";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createPollAccount } from "../../../../shared/inbound/application/poll-account.ts";
import type { InboundQueue } from "../../../../shared/inbound/application/ports/queue.ts";
import { createReceiveCallback } from "../../../../shared/inbound/application/receive-callback.ts";
import type { Envelope } from "../../../../shared/inbound/domain/envelope.ts";
import { aPolledGateway } from "../../../support/a-polled-gateway.ts";
import { aDecision, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { type crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingEvents } from "../../../support/recording-ports.ts";

const APP = "wx_app_1";
const IDS = Array.from({ length: 25 }, (_, index) => String(7000000000000000000n + BigInt(index)));

/** The storage of polling; the queue's own deduplication is off, as for copies over five minutes old. */
function aWorld(options: { cursors?: boolean } = {}) {
  const queued: Envelope[] = [];
  const queue: InboundQueue = {
    async send(envelope) {
      queued.push(envelope);
    },
  };
  const gateway = aPolledGateway(options);
  const cursors = createMemoryPollCursors();
  const heldAnswers = createMemoryHeldAnswers();
  const stores = { spool: createMemorySpool(), bodies: createMemoryBodyStore(), events: recordingEvents() };
  const common = { clock: fakeClock(), newId: countingIds("env"), ...recordingObservability() };

  function poller(crash?: ReturnType<typeof crashAt>) {
    const mortal = <T extends object>(port: T): T => crash?.port(port) ?? port;
    return createPollAccount({
      ...common,
      source: mortal(gateway.source),
      cursors: mortal(cursors),
      heldAnswers: mortal(heldAnswers),
      receive: createReceiveCallback({ ...common, ...stores, spool: mortal(stores.spool), queue: mortal(queue) }),
    });
  }

  /** Polls for some seconds; a dead process does nothing. */
  async function run(poll: ReturnType<typeof poller>, crash?: ReturnType<typeof crashAt>): Promise<void> {
    const now = common.clock.now();
    const mayCall = async () => !crash?.crashed();
    await poll(APP, { mayCall, startAt: now, stopAt: now + 6000, giveUpAt: now + 6000, callTimeout: 1000 });
  }

  /** The queue's messages as the consumer journals them: each once, in order. */
  async function journaled(): Promise<string[]> {
    const journal = createMemoryJournal();
    const ids: string[] = [];
    for (const envelope of queued) {
      if (!("message" in envelope)) throw new Error("no message here is large");
      const { id: envelopeId, dedupKey, message } = envelope;
      const entry = { envelopeId, dedupKey, receivedAt: NOON, message, decision: aDecision() };
      if ((await journal.record(entry, NOON)).status === "recorded") ids.push(dedupKey);
    }
    return ids;
  }
  return { gateway, cursors, heldAnswers, queued, poller, run, journaled };
}

it("journals each message once and in order, wherever a poller dies", async () => {
  let readTwice = 0;
  const crashes = await withEveryCrash(async (crash, where) => {
    const { gateway, cursors, queued, poller, run, journaled } = aWorld();
    gateway.write(APP, ...IDS);
    await run(poller(crash), crash);
    await run(poller());
    expect(await journaled(), where).toEqual(IDS);
    expect(await cursors.get(APP)).toBe("25");
    if (queued.length > IDS.length) readTwice += 1;
  });
  expect(crashes).toBeGreaterThan(25);
  expect(readTwice).toBeGreaterThan(0);
});

it("loses an answer without a cursor only between the gateway and the first write after it", async () => {
  const lost: string[] = [];
  const crashes = await withEveryCrash(async (crash, where) => {
    const { gateway, heldAnswers, poller, run, journaled } = aWorld({ cursors: false });
    gateway.write(APP, ...IDS);
    await run(poller(crash), crash);
    await run(poller());
    const ids = await journaled();
    expect(ids, where).toEqual(IDS.filter((id) => ids.includes(id)));
    expect(await heldAnswers.get(APP), where).toBeUndefined();
    if (ids.length < IDS.length) lost.push(`${where}: ${IDS.length - ids.length}`);
  });
  expect(crashes).toBeGreaterThan(30);
  // The two crash points of each of the three answers: after the poll, and before the answer is held.
  expect(lost.map((one) => one.split(" ")[0])).toEqual(Array(3).fill(["after", "before"]).flat());
  expect(lost.map((one) => Number(one.split(": ")[1]))).toEqual([10, 10, 10, 10, 5, 5]);
});

it("journals each message once and in order where two poll the same account after a lease ran out", async () => {
  const { gateway, cursors, poller, run, journaled } = aWorld();
  gateway.write(APP, ...IDS);
  await Promise.all([run(poller()), run(poller()), run(poller())]);
  expect(gateway.state.mostAtOnce).toBeGreaterThan(1);
  expect(await journaled()).toEqual(IDS);
  expect(await cursors.get(APP)).toBe("25");
});
