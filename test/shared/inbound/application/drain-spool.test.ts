import { describe, expect, it, vi } from "vitest";
import { createMemorySpool } from "../../../../shared/inbound/adapters/memory-spool.ts";
import { createDrainSpool, type DrainSpoolDeps } from "../../../../shared/inbound/application/drain-spool.ts";
import { SPOOL_SHARDS, spoolShard } from "../../../../shared/inbound/domain/spool.ts";
import { createMemoryLeases } from "../../../../shared/platform/memory/leases.ts";
import { anEnvelope, anInboundText, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds, recordingInboundQueue } from "../../../support/recording-ports.ts";

const DEADLINE = NOON + 50_000;
const SHARD = spoolShard("wx_app_1");

function setUp() {
  const queue = recordingInboundQueue();
  const spool = createMemorySpool();
  const leases = createMemoryLeases();
  const clock = fakeClock();
  const observed = recordingObservability();
  const deps: DrainSpoolDeps = { queue, spool, leases, clock, newId: countingIds("drain"), ...observed };
  const fill = async (count: number, appId = "wx_app_1") => {
    const shard = spoolShard(appId);
    for (let index = 0; index < count; index++) {
      const { sequence } = await spool.open(shard, clock.now());
      const id = `${appId}-${String(sequence).padStart(4, "0")}`;
      await spool.put(
        shard,
        sequence,
        anEnvelope({ id, message: anInboundText({ appId, newMsgId: String(sequence) }) }),
      );
      await spool.open(shard, clock.now());
    }
  };
  const accepted = () => queue.accepted().map(({ id }) => id);
  return { queue, spool, leases, clock, deps, fill, accepted, drain: createDrainSpool(deps), ...observed };
}

const inOrder = (ids: readonly string[]) => expect(ids).toEqual([...ids].sort());

describe("draining the spool", () => {
  it("does nothing where no gate is open", async () => {
    const { drain, leases, counts } = setUp();
    const acquire = vi.spyOn(leases, "acquire");
    expect(await drain(DEADLINE)).toBe(0);
    expect(acquire).not.toHaveBeenCalled();
    expect(counts.size).toBe(0);
  });

  it("moves all pages to the queue in order and closes the gate", async () => {
    const { drain, fill, spool, accepted, counts } = setUp();
    await fill(60);
    expect(await drain(DEADLINE)).toBe(60);
    expect(accepted()).toHaveLength(60);
    inOrder(accepted());
    expect((await spool.gate(SHARD)).open).toBe(false);
    expect(await spool.list(SHARD, 9)).toEqual([]);
    expect(counts.get("SpoolDrained")).toBe(60);
    expect(counts.has("SpoolNotEmpty")).toBe(false);
  });

  it("looks behind closed gates too: a callback that died before it opened its gate left its envelope there", async () => {
    const { drain, spool, accepted, counts, lines } = setUp();
    await spool.put(SHARD, 7, anEnvelope({ id: "orphan" }));
    expect(await drain(DEADLINE)).toBe(1);
    expect(accepted()).toEqual(["orphan"]);
    expect(await spool.list(SHARD, 9)).toEqual([]);
    expect((await spool.gate(SHARD)).open).toBe(false);
    expect(counts.get("SpoolOrphaned")).toBe(1);
    expect(lines).toMatchObject([{ level: "warn", fields: { shard: SHARD, envelopeId: "orphan" } }]);
  });

  it("reads each closed gate once, and one envelope behind it at most", async () => {
    const { drain, spool } = setUp();
    const gate = vi.spyOn(spool, "gate");
    const list = vi.spyOn(spool, "list");
    await drain(DEADLINE);
    expect(gate).toHaveBeenCalledTimes(SPOOL_SHARDS);
    expect(list.mock.calls).toEqual(Array.from({ length: SPOOL_SHARDS }, (_, shard) => [shard, 1]));
  });

  it("leaves the gate open when its time is over", async () => {
    const { drain, fill, spool, counts } = setUp();
    await fill(3);
    expect(await drain(NOON)).toBe(0);
    expect((await spool.gate(SHARD)).open).toBe(true);
    expect(counts.get("SpoolNotEmpty")).toBe(1);
    expect(await drain(DEADLINE)).toBe(3);
  });

  it("begins no further page after the deadline", async () => {
    const { drain, fill, clock, queue, spool } = setUp();
    await fill(60);
    const send = queue.send;
    vi.spyOn(queue, "send").mockImplementation(async (envelope) => {
      clock.advance(1000);
      await send(envelope);
    });
    expect(await drain(NOON + 10_000)).toBeLessThan(60);
    expect((await spool.gate(SHARD)).open).toBe(true);
  });

  it("stops a shard where the queue refuses, and still drains the others", async () => {
    const { drain, fill, queue, spool, accepted, counts } = setUp();
    const other = ["wx_a", "wx_b", "wx_c"].find((appId) => spoolShard(appId) !== SHARD) ?? "";
    await fill(3);
    await fill(2, other);
    const send = queue.send;
    vi.spyOn(queue, "send").mockImplementation(async (envelope) => {
      if (envelope.id === "wx_app_1-0003") throw new Error("SQS refuses");
      await send(envelope);
    });
    expect(await drain(DEADLINE)).toBe(2);
    expect(counts.get("SpoolDrainFailed")).toBe(1);
    expect(counts.get("SpoolNotEmpty")).toBe(1);
    expect((await spool.gate(SHARD)).open).toBe(true);
    expect((await spool.gate(spoolShard(other))).open).toBe(false);
    vi.mocked(queue.send).mockImplementation(send);
    expect(await drain(DEADLINE)).toBe(2);
    inOrder(accepted().filter((id) => id.startsWith("wx_app_1")));
    expect(accepted()).toHaveLength(5);
  });

  it("leaves a shard to whoever holds its lease, and takes over when that ran out", async () => {
    const { drain, fill, leases, clock, counts } = setUp();
    await fill(1);
    await leases.acquire(`spool-drain#${SHARD}`, "somebody", 60_000, NOON);
    expect(await drain(DEADLINE)).toBe(0);
    expect(counts.get("SpoolNotEmpty")).toBe(1);
    clock.advance(60_000);
    expect(await drain(NOON + 110_000)).toBe(1);
  });

  it("keeps the gate open for an envelope that came while it found the shard empty", async () => {
    const { drain, fill, spool, accepted } = setUp();
    await fill(1);
    const list = spool.list;
    let late = true;
    vi.spyOn(spool, "list").mockImplementation(async (shard, limit) => {
      const page = await list(shard, limit);
      if (page.length === 0 && late) {
        late = false;
        await fill(1);
      }
      return page;
    });
    expect(await drain(DEADLINE)).toBe(2);
    expect(accepted()).toHaveLength(2);
    expect((await spool.gate(SHARD)).open).toBe(false);
  });

  it("loses, doubles and reorders nothing wherever it dies", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const { deps, fill, accepted, spool, clock } = setUp();
      await fill(4);
      const { queue, spool: spooled, leases } = deps;
      const ports = { queue: crash.port(queue), spool: crash.port(spooled), leases: crash.port(leases) };
      await createDrainSpool({ ...deps, ...ports })(DEADLINE);
      clock.advance(60_000);
      await createDrainSpool(deps)(NOON + 110_000);
      expect(accepted(), where).toHaveLength(4);
      inOrder(accepted());
      expect((await spool.gate(SHARD)).open, where).toBe(false);
    });
    expect(crashes).toBeGreaterThan(15);
  });
});
