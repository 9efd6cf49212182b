import { expect, it } from "vitest";
import type { Circuits } from "../../../shared/kernel/application/ports/circuits.ts";
import { CIRCUIT_WINDOW, CLOSED } from "../../../shared/kernel/domain/circuit.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const UP = "wechatapi";
const openFor = (circuits: Circuits, trips: number) => circuits.open(UP, { until: NOON + 5000, trips }, NOON);

onEveryStorage("circuits", (fresh) => {
  it("are closed until they are told of failures", async () => {
    const { circuits } = await fresh();
    expect(await circuits.get(UP)).toEqual(CLOSED);
  });

  it("count what is reported within a window from its first failure on, each upstream by itself", async () => {
    const { circuits } = await fresh();
    const first = await circuits.report(UP, { calls: 5, caller: 3 }, NOON);
    expect(first).toEqual({ ...CLOSED, windowStart: NOON, calls: 5, failures: 1, callers: [3] });
    await circuits.report(UP, { calls: 1, caller: 3 }, NOON + 10);
    const last = await circuits.report(UP, { calls: 2, caller: 60 }, NOON + CIRCUIT_WINDOW);
    expect(last).toEqual({ ...first, calls: 8, failures: 3, callers: [3, 60] });
    expect(await circuits.get(UP)).toEqual(last);
    expect(await circuits.get("weixin")).toEqual(CLOSED);
    const later = NOON + CIRCUIT_WINDOW + 1;
    expect(await circuits.report(UP, { calls: 1, caller: 9 }, later)).toEqual({
      ...CLOSED,
      windowStart: later,
      calls: 1,
      failures: 1,
      callers: [9],
    });
  });

  it("count all that is reported at the same moment", async () => {
    const { circuits } = await fresh();
    await Promise.all(Array.from({ length: 40 }, (_, caller) => circuits.report(UP, { calls: 2, caller }, NOON)));
    const circuit = await circuits.get(UP);
    expect(circuit).toMatchObject({ calls: 80, failures: 40 });
    expect(circuit.callers).toHaveLength(40);
  });

  it("are opened by one of many, and again only by who knows of that", async () => {
    const { circuits } = await fresh();
    await circuits.report(UP, { calls: 5, caller: 3 }, NOON);
    const opened = await Promise.all(Array.from({ length: 10 }, () => openFor(circuits, 1)));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await circuits.get(UP)).toMatchObject({ openUntil: NOON + 5000, trips: 1, probing: false, failures: 1 });
    expect(await openFor(circuits, 3)).toBe(false);
    expect(await openFor(circuits, 2)).toBe(true);
    expect(await circuits.get(UP)).toMatchObject({ trips: 2 });
  });

  it("let one caller probe after the pause, and wait for it", async () => {
    const { circuits } = await fresh();
    expect(await circuits.probe(UP, NOON + 12_000, NOON)).toBe(false);
    await openFor(circuits, 1);
    const over = NOON + 5000;
    expect(await circuits.probe(UP, over + 12_000, over - 1)).toBe(false);
    const probes = await Promise.all(Array.from({ length: 20 }, () => circuits.probe(UP, over + 12_000, over)));
    expect(probes.filter(Boolean)).toHaveLength(1);
    expect(await circuits.get(UP)).toMatchObject({ openUntil: over + 12_000, probing: true });
    expect(await circuits.probe(UP, over + 24_000, over + 12_000)).toBe(true);
    expect(await openFor(circuits, 2)).toBe(true);
    expect(await circuits.get(UP)).toMatchObject({ trips: 2, probing: false });
  });

  it("begin anew once they are closed", async () => {
    const { circuits } = await fresh();
    await circuits.report(UP, { calls: 5, caller: 3 }, NOON);
    await openFor(circuits, 1);
    await circuits.close(UP);
    await circuits.close(UP);
    expect(await circuits.get(UP)).toEqual(CLOSED);
    expect(await openFor(circuits, 1)).toBe(true);
  });
});
