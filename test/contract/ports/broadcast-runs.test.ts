import { expect, it } from "vitest";
import { aRun, aRunPlan, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("runs of broadcasts", (fresh) => {
  it("are created once: the first one stands, with its plan", async () => {
    const { broadcastRuns } = await fresh();
    expect(await broadcastRuns.get("run_1")).toBeUndefined();
    await expect(broadcastRuns.plan("run_1")).rejects.toMatchObject({ code: "not-found" });
    expect(await broadcastRuns.create(aRun(), aRunPlan())).toEqual(aRun());
    const again = aRun({ startedAt: NOON + 5, changedAt: NOON + 5 });
    expect(await broadcastRuns.create(again, aRunPlan({ appIds: ["wx_app_2"] }))).toEqual(aRun());
    expect(await broadcastRuns.get("run_1")).toEqual(aRun());
    expect(await broadcastRuns.plan("run_1")).toEqual(aRunPlan());
    expect(await broadcastRuns.list("news", 10)).toEqual({ runs: [aRun()] });
  });

  it("change from one revision to the next only", async () => {
    const { broadcastRuns } = await fresh();
    await broadcastRuns.create(aRun(), aRunPlan());
    const paused = aRun({ state: "paused", revision: 1, changedAt: NOON + 1, changedBy: "operator-2" });
    expect(await broadcastRuns.change(paused)).toBe(true);
    expect(await broadcastRuns.change(aRun({ state: "cancelled", revision: 1 }))).toBe(false);
    expect(await broadcastRuns.change(aRun({ state: "cancelled", revision: 3 }))).toBe(false);
    expect(await broadcastRuns.change(aRun({ id: "run_2", revision: 1 }))).toBe(false);
    expect(await broadcastRuns.get("run_1")).toEqual(paused);
  });

  it("are changed by exactly one of several at once", async () => {
    const { broadcastRuns } = await fresh();
    await broadcastRuns.create(aRun(), aRunPlan());
    const changes = Array.from({ length: 5 }, (_, index) => aRun({ revision: 1, changedAt: NOON + index }));
    const done = await Promise.all(changes.map((run) => broadcastRuns.change(run)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await broadcastRuns.get("run_1")).toEqual(changes[done.indexOf(true)]);
  });

  it("are listed by broadcast, newest first, in pages", async () => {
    const { broadcastRuns } = await fresh();
    for (const [index, id] of ["run_b", "run_c", "run_a"].entries()) {
      await broadcastRuns.create(aRun({ id, startedAt: NOON + index }), aRunPlan());
    }
    await broadcastRuns.create(aRun({ id: "run_x", broadcastId: "other" }), aRunPlan());
    const first = await broadcastRuns.list("news", 2);
    expect(first.runs.map(({ id }) => id)).toEqual(["run_a", "run_c"]);
    const rest = await broadcastRuns.list("news", 2, first.cursor);
    expect(rest.runs.map(({ id }) => id)).toEqual(["run_b"]);
    expect(rest.cursor).toBeUndefined();
    await expect(broadcastRuns.list("news", 2, "nonsense")).rejects.toMatchObject({ code: "invalid-input" });
    expect(await broadcastRuns.list("none", 2)).toEqual({ runs: [] });
  });
});

onEveryStorage("the progress of runs", (fresh) => {
  const step = (number: number) => ({
    shard: 0,
    step: number,
    cursor: `after-${number}`,
    expanded: false,
    planned: number * 50,
    marks: [`b.run_1.0.${number}`],
  });

  it("is that of step 0 at first", async () => {
    const { runProgress } = await fresh();
    expect(await runProgress.get("run_1", 7)).toEqual({
      shard: 7,
      step: 0,
      expanded: false,
      planned: 0,
      marks: [],
    });
    expect(await runProgress.list("run_1")).toEqual([]);
  });

  it("goes on step by step, and a stale step changes nothing", async () => {
    const { runProgress } = await fresh();
    expect(await runProgress.advance("run_1", 0, step(1), NOON)).toBe(true);
    expect(await runProgress.advance("run_1", 0, { ...step(1), planned: 3 }, NOON)).toBe(false);
    expect(await runProgress.advance("run_1", 1, step(2), NOON)).toBe(true);
    expect(await runProgress.advance("run_1", 1, { ...step(2), planned: 3 }, NOON)).toBe(false);
    expect(await runProgress.advance("run_1", 5, step(6), NOON)).toBe(false);
    expect(await runProgress.get("run_1", 0)).toEqual(step(2));
  });

  it("is listed by run and shard", async () => {
    const { runProgress } = await fresh();
    for (const shard of [10, 2, 0]) await runProgress.advance("run_1", 0, { ...step(1), shard }, NOON);
    await runProgress.advance("run_2", 0, step(1), NOON);
    expect((await runProgress.list("run_1")).map(({ shard }) => shard)).toEqual([0, 2, 10]);
  });
});
