import { describe, expect, it, vi } from "vitest";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createReceiveCallback } from "../../../../shared/inbound/application/receive-callback.ts";
import { GATE_CACHE, spoolShard } from "../../../../shared/inbound/domain/spool.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../../support/recording-ports.ts";

function setUp() {
  const queue = recordingInboundQueue();
  const spool = createMemorySpool();
  const bodies = createMemoryBodyStore();
  const events = recordingEvents();
  const clock = fakeClock();
  const observed = recordingObservability();
  const receive = createReceiveCallback({
    queue,
    spool,
    bodies,
    events,
    clock,
    newId: countingIds("env"),
    ...observed,
  });
  return { queue, spool, bodies, events, clock, receive, ...observed };
}

const SHARD = spoolShard("wx_app_1");
const large = () => anInboundText({ text: "你".repeat(100_000) });

describe("receiving a callback", () => {
  it("puts the message on the inbound queue under its account and the vendor's id", async () => {
    const { receive, queue, spool } = setUp();
    const envelope = await receive(anInboundText());
    expect(envelope).toEqual({
      id: "env-000001",
      appId: "wx_app_1",
      dedupKey: "7000000000000000001",
      receivedAt: NOON,
      message: anInboundText(),
    });
    expect(queue.accepted()).toEqual([envelope]);
    expect(await spool.list(SHARD, 9)).toEqual([]);
  });

  it("keeps two messages whose NewMsgIds differ only in the last digit, and one of two that are the same", async () => {
    const { receive, queue } = setUp();
    for (const newMsgId of ["9223372036854775806", "9223372036854775807", "9223372036854775806"]) {
      await receive(anInboundText({ newMsgId }));
    }
    expect(queue.accepted().map(({ dedupKey }) => dedupKey)).toEqual(["9223372036854775806", "9223372036854775807"]);
  });

  it("never takes two messages without an id of their own for one", async () => {
    const { receive, queue } = setUp();
    const { text: _text, newMsgId: _newMsgId, msgId: _msgId, ...head } = anInboundText();
    for (let time = 0; time < 3; time++) await receive({ ...head, kind: "offline" });
    expect(queue.accepted()).toHaveLength(3);
  });

  it("puts a large message into the bodies bucket and a reference on the queue", async () => {
    const { receive, bodies } = setUp();
    const envelope = await receive(large());
    if (!("body" in envelope)) throw new Error("the message is not stored apart");
    expect(envelope.body).toMatchObject({ key: "inbound/wx_app_1/env-000001.json" });
    expect(await bodies.get(envelope.body)).toEqual(large());
  });

  it("asks for a repeat when a large message cannot be stored, and enqueues nothing", async () => {
    const { receive, bodies, queue } = setUp();
    vi.spyOn(bodies, "put").mockRejectedValue(new Error("S3 is away"));
    await expect(receive(large())).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(queue.accepted()).toEqual([]);
  });

  it("reads the gate once a second", async () => {
    const { receive, spool, clock } = setUp();
    const gate = vi.spyOn(spool, "gate");
    for (let message = 0; message < 10; message++) {
      await receive(anInboundText({ newMsgId: String(message + 1) }));
      clock.advance(GATE_CACHE / 10);
    }
    expect(gate).toHaveBeenCalledTimes(1);
  });
});

describe("while the queue refuses", () => {
  it("the message goes to the spool, the gate opens, and the drain is woken once", async () => {
    const { receive, queue, spool, events, counts } = setUp();
    queue.down.now = true;
    const first = await receive(anInboundText());
    const second = await receive(anInboundText({ newMsgId: "2" }));
    expect((await spool.list(SHARD, 9)).map(({ envelope }) => envelope)).toEqual([first, second]);
    expect((await spool.gate(SHARD)).open).toBe(true);
    expect(events.published).toEqual([{ type: "SpoolOpened", detail: { shard: SHARD } }]);
    expect(counts.get("CallbackSpooled")).toBe(2);
  });

  it("later messages follow to the spool even when the queue is back, until the gate closes", async () => {
    const { receive, queue, spool, clock } = setUp();
    queue.down.now = true;
    await receive(anInboundText());
    queue.down.now = false;
    clock.advance(10 * GATE_CACHE);
    await receive(anInboundText({ newMsgId: "2" }));
    expect(queue.accepted()).toEqual([]);
    expect(await spool.list(SHARD, 9)).toHaveLength(2);
    await spool.close(SHARD, (await spool.gate(SHARD)).version);
    clock.advance(GATE_CACHE);
    await receive(anInboundText({ newMsgId: "3" }));
    expect(queue.accepted()).toHaveLength(1);
  });

  it("the first answers wait until nobody believes in a closed gate any more, and no later ones", async () => {
    const { receive, queue, clock } = setUp();
    queue.down.now = true;
    await receive(anInboundText());
    await receive(anInboundText({ newMsgId: "2" }));
    clock.advance(5000);
    await receive(anInboundText({ newMsgId: "3" }));
    expect(clock.sleeps).toEqual([GATE_CACHE]);
  });

  it("accounts of other shards are not held up", async () => {
    const { receive, queue, clock } = setUp();
    queue.down.now = true;
    await receive(anInboundText());
    queue.down.now = false;
    clock.advance(GATE_CACHE);
    const other = ["wx_a", "wx_b", "wx_c"].find((appId) => spoolShard(appId) !== SHARD) ?? "";
    await receive(anInboundText({ appId: other }));
    expect(queue.accepted()).toHaveLength(1);
  });

  it("a lost wake-up of the drain loses nothing", async () => {
    const { receive, queue, spool, events, lines } = setUp();
    queue.down.now = true;
    events.down.now = true;
    await receive(anInboundText());
    expect(await spool.list(SHARD, 9)).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ message: "the drain was not woken; it runs every minute" });
  });
});

describe("when more is away", () => {
  it("a gate that cannot be read counts as open, for one message only", async () => {
    const { receive, spool, queue } = setUp();
    vi.spyOn(spool, "gate").mockRejectedValueOnce(new Error("away"));
    await receive(anInboundText());
    expect(await spool.list(SHARD, 9)).toHaveLength(1);
    expect(queue.accepted()).toEqual([]);
  });

  it.each(["open", "put"] as const)("the vendor is asked to repeat when the spool fails at `%s` too", async (call) => {
    const { receive, spool, queue } = setUp();
    queue.down.now = true;
    vi.spyOn(spool, call).mockRejectedValue(new Error("away"));
    await expect(receive(anInboundText())).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      details: { appId: "wx_app_1" },
    });
  });
});
