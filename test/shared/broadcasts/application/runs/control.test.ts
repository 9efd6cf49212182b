import { describe, expect, it } from "vitest";
import { setUpBroadcasts } from "../../../../support/a-broadcast.ts";
import { people, RUN, request, toList, toTheEnd, type World } from "../../../../support/a-broadcast-run.ts";
import { anAccount } from "../../../../support/builders.ts";
import { withEveryCrash } from "../../../../support/faults.ts";

describe("control", () => {
  const hold = { state: "reserved", reason: { code: "run-paused" }, attempts: 0 } as const;

  it("a paused run takes no step; resumed, what was held and the rest go out", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(200))]);
    await world.start(request, "operator-1");
    await world.next();
    expect(await world.control(RUN, "pause", "operator-2")).toMatchObject({ state: "paused", changedBy: "operator-2" });
    await world.sendAll(() => hold);
    const held = world.bulk.accepted().length;
    await tillItRests(world);
    expect(world.bulk.accepted()).toHaveLength(held);
    for (const { command } of await world.rowsOf(RUN, 0)) await holdRow(world, command.id);
    expect(await world.figures(await world.control(RUN, "pause", "x"))).toMatchObject({ held, sent: 0, open: 0 });
    await world.control(RUN, "resume", "operator-2");
    await toTheEnd(world);
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ planned: 200, sent: 200, held: 0 });
    expect(world.counts.get("BroadcastHeldQueued")).toBeGreaterThanOrEqual(held);
  });

  it("what was held is queued once, also for an account that stays away: it would fill the queue look by look", async () => {
    const world = await resumed(60);
    for (let round = 0; round < 40; round++) await world.next();
    const again = world.bulk.accepted().filter(({ generation }) => generation === 1);
    expect(again).toHaveLength(60);
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ open: 60, held: 0 });
    await toTheEnd(world);
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ planned: 60, sent: 60 });
  });

  it("what was held before its page's last command goes out before the pages that follow", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(300))]);
    await world.start(request, "operator-1");
    for (let round = 0; round < 3; round++) await world.next();
    const [first, second] = world.bulk.accepted();
    await world.control(RUN, "pause", "operator-2");
    for (const command of [first, second]) await holdRow(world, command?.id ?? "");
    await world.control(RUN, "resume", "operator-2");
    await world.next();
    await toTheEnd(world);
    const places = world.bulk.accepted().flatMap(({ generation }, place) => (generation === 1 ? [place] : []));
    expect(places).toEqual([120, 121]);
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ planned: 300, sent: 300 });
  });

  it("a resume goes on from where a part stands, also where a step was stored after the resume had looked", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(200))]);
    await world.start(request, "operator-1");
    await world.next();
    await world.control(RUN, "pause", "operator-2");
    await tillItRests(world);
    await world.control(RUN, "resume", "operator-2");
    const step = (await world.runProgress.get(RUN, 0)).step;
    while (world.pending().length > 0) await world.next(deaf);
    expect(step).toBeGreaterThan(0);
    await world.process().work({ type: "shard", runId: RUN, shard: 0, step: step - 1, idle: 0, resumed: true });
    await toTheEnd(world);
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
  });

  it("a resume loses nothing and sends nothing twice wherever its worker dies", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = await resumed(40);
      const dying = world.process(crash);
      try {
        while (!crash.crashed() && (await world.next(dying))) await world.sendAll();
      } catch (error) {
        if (!crash.crashed()) throw error;
      }
      await toTheEnd(world);
      expect(await world.broadcastRuns.get(RUN), where).toMatchObject({ state: "done" });
      expect(await world.figures(await world.start(request, "x")), where).toMatchObject({ planned: 40, sent: 40 });
    });
    expect(calls).toBeGreaterThan(20);
  });

  it("a cancelled run never sends the rest, and says how it ended", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(200))]);
    await world.start(request, "operator-1");
    await world.next();
    await world.sendAll();
    await world.next();
    await world.control(RUN, "pause", "operator-1");
    const [first] = (await world.rowsOf(RUN, 0)).filter(({ state }) => state === "reserved");
    await holdRow(world, first?.command.id ?? "");
    await world.control(RUN, "cancel", "operator-1");
    const sent = (await world.rowsOf(RUN, 0)).filter(({ state }) => state === "sent").length;
    while (await world.next());
    await world.sendAll();
    const run = await world.broadcastRuns.get(RUN);
    expect(run?.state).toBe("cancelled");
    const figures = await world.figures(await world.control(RUN, "cancel", "x"));
    expect(figures).toMatchObject({ sent, expired: figures.planned - sent, open: 0, held: 0, accountsDone: 1 });
    expect(sent).toBeGreaterThan(0);
    expect(figures.planned).toBeLessThan(200);
  });

  it.each([
    ["done", "pause"],
    ["done", "resume"],
    ["done", "cancel"],
    ["cancelled", "resume"],
    ["cancelled", "pause"],
  ] as const)("a run that is %s cannot be changed by %s", async (state, control) => {
    const world = await setUpBroadcasts();
    await world.start(request, "operator-1");
    if (state === "cancelled") await world.control(RUN, "cancel", "operator-1");
    await toTheEnd(world);
    await expect(world.control(RUN, control, "operator-1")).rejects.toMatchObject({ code: "conflict" });
  });

  it("nobody knows a run that was never started", async () => {
    const world = await setUpBroadcasts();
    await expect(world.control("run_none", "pause", "x")).rejects.toMatchObject({ code: "not-found" });
    await world.process().work({ type: "run", runId: "run_none" });
    await world.process().work({ type: "shard", runId: "run_none", shard: 0, step: 0, idle: 0 });
    while (await world.next());
    expect(world.pending()).toEqual([]);
  });

  it("resuming a run that is under way mends a task that was lost", async () => {
    const world = await setUpBroadcasts();
    await world.start(request, "operator-1");
    while (world.pending().length > 0) await world.next(deaf);
    await world.control(RUN, "resume", "operator-1");
    await toTheEnd(world);
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
  });

  it("what a pause held stays held until the queue takes it", async () => {
    const world = await setUpBroadcasts();
    await world.start(request, "operator-1");
    for (let round = 0; round < 2; round++) await world.next();
    const rows = await world.rowsOf(RUN, 0);
    for (const { command } of rows) await holdRow(world, command.id);
    for (const { command } of rows) world.bulk.refused.add(command.id);
    await expect(world.next()).rejects.toMatchObject({ code: "unavailable" });
    world.bulk.refused.clear();
    await toTheEnd(world);
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ sent: 2, held: 0 });
  });
});

/** A worker that loses every task. */
const deaf = { take: async () => undefined, work: async () => undefined };

/** Holds a command as the sender does for a paused run. */
async function holdRow({ ledger, clock }: World, id: string): Promise<void> {
  const entry = await ledger.get(id);
  if (!entry) throw new Error(`there is no row ${id}`);
  await ledger.close(entry.command, "held", { code: "run-paused" }, clock.now());
}

/** Works until only the look at the paused run is left. */
async function tillItRests(world: World): Promise<void> {
  while (world.pending().some(({ type }) => type !== "watch")) await world.next();
}

/** A run for so many recipients, resumed after a pause that has held all commands. */
async function resumed(count: number): Promise<World> {
  const world = await setUpBroadcasts([anAccount()], [toList(people(count))]);
  await world.start(request, "operator-1");
  await world.next();
  await world.control(RUN, "pause", "operator-2");
  await tillItRests(world);
  for (const { command } of await world.rowsOf(RUN, 0)) await holdRow(world, command.id);
  await world.control(RUN, "resume", "operator-2");
  return world;
}
