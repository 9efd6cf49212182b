import { describe, expect, it } from "vitest";
import { createRecountShard } from "../../../../../shared/broadcasts/application/runs/recount-shard.ts";
import { setUpBroadcasts } from "../../../../support/a-broadcast.ts";
import { PART, people, RUN, request, toList, type World } from "../../../../support/a-broadcast-run.ts";
import { anAccount } from "../../../../support/builders.ts";
import { crashAt, meanwhileAt } from "../../../../support/faults.ts";

const DAY = 86_400_000;
const ROUNDS = 2000;
const PAGE = { type: "shard", runId: RUN, shard: 0, step: 0, idle: 0 } as const;

/** How a run is stopped while a page of it is made. */
const STOPS: Record<string, (world: World) => Promise<unknown>> = {
  "is cancelled": (world) => world.control(RUN, "cancel", "operator-1"),
  "another worker makes for fewer, and that is cancelled then,": async (world) => {
    await world.optOuts.add("wx_app_1", "wxid_0001", world.clock.now());
    await world.process().work(PAGE);
    await world.control(RUN, "cancel", "operator-1");
  },
  "is past its time": async (world) => world.clock.advance(DAY + 120_000),
  "is paused, and past its time": async (world) => {
    await world.control(RUN, "pause", "operator-1");
    world.clock.advance(DAY + 120_000);
  },
};

async function workOn(world: World): Promise<void> {
  for (let round = 0; await world.next(); round++) if (round > ROUNDS) throw new Error("the run does not end");
}

/**
 * One worker makes a page. Before its `n`-th call the run stops, and another worker brings the run to its end. Then the
 * first worker goes on, or dies, and its task comes again.
 */
async function makePage(stop: (world: World) => Promise<unknown>, n: number, crash?: ReturnType<typeof crashAt>) {
  const world = await setUpBroadcasts([anAccount()], [toList(people(3))]);
  await world.start(request, "operator-1");
  await world.process().work({ type: "run", runId: RUN });
  const meanwhile = meanwhileAt(n, async () => {
    await stop(world);
    await workOn(world);
  });
  const worker = world.process({ port: (target) => crash?.port(meanwhile.port(target)) ?? meanwhile.port(target) });
  try {
    await worker.work(PAGE);
  } catch (error) {
    if (!crash?.crashed()) throw error;
    await world.process().work(PAGE);
  }
  await workOn(world);
  return { world, reached: meanwhile.reached() };
}

/**
 * One worker makes a page. Before its `n`-th call the run stops, and another worker begins to count, up to its `m`-th
 * call. Then the first worker goes on to the end of its step, and the other after it.
 */
async function cross(stop: (world: World) => Promise<unknown>, n: number, m: number) {
  const world = await setUpBroadcasts([anAccount()], [toList(people(3))]);
  await world.start(request, "operator-1");
  await world.process().work({ type: "run", runId: RUN });
  const counting = Promise.withResolvers<void>();
  const made = Promise.withResolvers<void>();
  const second = meanwhileAt(m, async () => {
    counting.resolve();
    await made.promise;
  });
  let counted = Promise.resolve();
  const first = meanwhileAt(n, async () => {
    await stop(world);
    counted = world.process(second).work({ ...PAGE, resumed: true });
    await Promise.race([counting.promise, counted]);
  });
  await world.process(first).work(PAGE);
  made.resolve();
  await counted;
  await workOn(world);
  return { world, crossed: first.reached(), reached: second.reached() };
}

async function expectWhole(world: World, where: string): Promise<void> {
  const rows = await world.rowsOf(RUN, 0);
  const run = await world.broadcastRuns.get(RUN);
  if (!run) throw new Error("the run is gone");
  const { planned, expired, open, held, accountsDone } = await world.figures(run);
  expect({ planned, expired, open, held, accountsDone }, where).toEqual({
    planned: rows.length,
    expired: rows.length,
    open: 0,
    held: 0,
    accountsDone: 1,
  });
}

describe.each(Object.entries(STOPS))("the figures of a run that %s while a page is made", (_how, stop) => {
  it("have all rows, whenever it stops", async () => {
    let most = 0;
    for (let n = 0; ; n++) {
      const { world, reached } = await makePage(stop, n);
      if (!reached) break;
      await expectWhole(world, `before call ${n}`);
      most = Math.max(most, (await world.rowsOf(RUN, 0)).length);
    }
    expect(most).toBe(3);
  });

  it("have all rows, wherever another worker is at when the page is made", async () => {
    for (let n = 0; ; n++) {
      let crossed = false;
      for (let m = 0; ; m++) {
        const made = await cross(stop, n, m);
        crossed ||= made.crossed;
        await expectWhole(made.world, `before call ${n}, while the other is before its call ${m}`);
        if (!made.reached) break;
      }
      if (!crossed) break;
    }
  });

  it("have all rows, wherever the worker of the page dies after that", async () => {
    for (let n = 0; ; n++) {
      let reached = false;
      for (let at = n; ; at++) {
        const crashes = (["before", "after"] as const).map((when) => ({ when, crash: crashAt(at, when) }));
        for (const { when, crash } of crashes) {
          const made = await makePage(stop, n, crash);
          reached ||= made.reached;
          await expectWhole(made.world, `before call ${n}, dead ${when} call ${at}`);
        }
        if (!crashes.some(({ crash }) => crash.crashed())) break;
      }
      if (!reached) break;
    }
  });
});

describe("a worker that another one was faster than", () => {
  it("keeps a third one from storing what it counted before", async () => {
    const world = await setUpBroadcasts();
    const progress = { shard: 0, expanded: false, planned: 2, marks: [] };
    await world.runProgress.advance(RUN, 0, { ...progress, step: 1 }, world.clock.now());
    await world.start(request, "operator-1");
    await world.process().work({ type: "run", runId: RUN });
    const worker = world.process(
      meanwhileAt(4, () => world.runProgress.advance(RUN, 1, { ...progress, step: 2 }, 0).then()),
    );
    await worker.work({ ...PAGE, step: 1 });
    expect(await world.runProgress.advance(RUN, 2, { ...progress, step: 3, counts: {} }, 0)).toBe(false);
    expect(await world.runProgress.get(RUN, 0)).toMatchObject({ step: 3 });
  });

  it("gives up after five times, and comes again", async () => {
    const { runLedger, metrics } = await setUpBroadcasts();
    const runProgress = { get: async () => ({ shard: 0, step: 1, expanded: true, planned: 0, marks: [] }) };
    const recount = createRecountShard({ runProgress, runLedger, metrics }, { store: async () => false });
    await expect(recount(PART)).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});

it("a paused run is looked at each quarter of an hour, ends by itself after its time, and is left alone before", async () => {
  const world = await setUpBroadcasts([anAccount()], [toList(people(3))]);
  await world.start(request, "operator-1");
  for (let round = 0; round < 2; round++) await world.next();
  const { notAfter = 0 } = (await world.control(RUN, "pause", "operator-1")) ?? {};
  const before = world.clock.now();
  let looks = 0;
  for (; world.clock.now() <= notAfter; looks++) {
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "paused", changedBy: "operator-1" });
    await world.next();
  }
  expect(looks).toBeLessThanOrEqual((notAfter - before) / 900_000 + 6);
  await workOn(world);
  expect(world.clock.now()).toBeLessThan(notAfter + 600_000);
  expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
  await expectWhole(world, "at the end");
  expect(world.counts.get("BroadcastFinished")).toBe(1);
});

it("a run is not paused where the queue does not take the look at it", async () => {
  const world = await setUpBroadcasts();
  await world.start(request, "operator-1");
  world.broadcastTasks.down = true;
  await expect(world.control(RUN, "pause", "operator-1")).rejects.toThrow("not available");
  expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "expanding" });
});

it.each(["resume", "cancel"] as const)("the look at a paused run ends with a %s", async (control) => {
  const world = await setUpBroadcasts([anAccount()], [toList(people(3))]);
  await world.start(request, "operator-1");
  await world.control(RUN, "pause", "operator-1");
  await world.control(RUN, control, "operator-1");
  for (let round = 0; round < 10; round++) {
    await world.next();
    await world.sendAll();
  }
  expect(world.pending()).toEqual([]);
});

it("a run that nobody sends for ends by itself too where it was paused", async () => {
  const world = await setUpBroadcasts([], [toList(people(3))]);
  await world.start(request, "operator-1");
  await world.control(RUN, "pause", "operator-1");
  await workOn(world);
  expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
});
