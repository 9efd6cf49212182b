import { expect, it } from "vitest";
import { anEnvelope, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("the spool", (fresh) => {
  it("begins with closed gates and nothing in them", async () => {
    const { spool } = await fresh();
    expect(await spool.gate(3)).toEqual({ open: false, version: 0, openedAt: 0 });
    expect(await spool.list(3, 10)).toEqual([]);
    expect(await spool.close(3, 0)).toBe(true);
    expect(await spool.close(3, 1)).toBe(false);
  });

  it("opens a gate once and counts what is spooled", async () => {
    const { spool } = await fresh();
    expect(await spool.open(0, NOON)).toEqual({ sequence: 1, openedAt: NOON, opened: true });
    expect(await spool.open(0, NOON + 5)).toEqual({ sequence: 2, openedAt: NOON, opened: false });
    expect(await spool.gate(0)).toEqual({ open: true, version: 2, openedAt: NOON });
    expect((await spool.gate(1)).open).toBe(false);
  });

  it("closes a gate only if nothing was spooled since, and counts on after it", async () => {
    const { spool } = await fresh();
    await spool.open(0, NOON);
    await spool.open(0, NOON);
    expect(await spool.close(0, 1)).toBe(false);
    expect((await spool.gate(0)).open).toBe(true);
    expect(await spool.close(0, 2)).toBe(true);
    expect(await spool.gate(0)).toEqual({ open: false, version: 2, openedAt: 0 });
    expect(await spool.open(0, NOON + 9)).toEqual({ sequence: 3, openedAt: NOON + 9, opened: true });
  });

  it("gives parallel callers different numbers and tells one of them that it opened", async () => {
    const { spool } = await fresh();
    const opened = await Promise.all(Array.from({ length: 20 }, () => spool.open(0, NOON)));
    expect(new Set(opened.map(({ sequence }) => sequence)).size).toBe(20);
    expect(opened.filter((result) => result.opened)).toHaveLength(1);
  });

  it("lists the oldest envelopes of its shard first, by number, until they are removed", async () => {
    const { spool } = await fresh();
    for (const sequence of [10, 9, 100, 1]) await spool.put(0, sequence, anEnvelope({ id: `env-${sequence}` }));
    await spool.put(1, 5, { ...anEnvelope({ id: "elsewhere" }), lane: 3 });
    const firstThree = await spool.list(0, 3);
    expect(firstThree.map(({ sequence }) => sequence)).toEqual([1, 9, 10]);
    expect(firstThree[0]?.envelope).toEqual(anEnvelope({ id: "env-1" }));
    await spool.remove(0, 1);
    await spool.remove(0, 1);
    expect((await spool.list(0, 10)).map(({ sequence }) => sequence)).toEqual([9, 10, 100]);
    expect(await spool.list(1, 10)).toMatchObject([{ envelope: { id: "elsewhere", lane: 3 } }]);
  });

  it("keeps references to bodies as they are", async () => {
    const { spool } = await fresh();
    const envelope = {
      id: "env-1",
      appId: "wx_app_1",
      dedupKey: "1",
      receivedAt: NOON,
      body: { key: "inbound/1.json", bytes: 300_000 },
    };
    await spool.put(0, 1, envelope);
    expect(await spool.list(0, 1)).toEqual([{ sequence: 1, envelope }]);
  });
});
