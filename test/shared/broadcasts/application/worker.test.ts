import { describe, expect, it, vi } from "vitest";
import { createReadRunFigures } from "../../../../shared/broadcasts/application/runs/figures.ts";
import { createMoveRun } from "../../../../shared/broadcasts/application/runs/move.ts";
import { broadcastCommandId } from "../../../../shared/broadcasts/domain/run.ts";
import { setUpBroadcasts } from "../../../support/a-broadcast.ts";
import { PART, people, RUN, request, toList, toTheEnd } from "../../../support/a-broadcast-run.ts";
import { UNLIMITED } from "../../../support/a-sender.ts";
import { aBroadcast, anAccount, aRun, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

describe("a run", () => {
  it("makes one command a recipient and content, in order, and ends when all are sent", async () => {
    const contents = [
      { type: "text" as const, text: "{{name}}，今晚八点" },
      { type: "text" as const, text: "不见不散" },
    ];
    const world = await setUpBroadcasts([anAccount()], [{ ...toList(people(3)), contents }]);
    const run = await world.start(request, "operator-1");
    expect(run).toMatchObject({ id: RUN, state: "expanding", accountCount: 1, notAfter: NOON + 86_400_000 });
    await toTheEnd(world);
    const commands = world.bulk.accepted();
    expect(commands.map(({ to, content }) => [to, "text" in content && content.text])).toEqual(
      people(3).flatMap((to) => [
        [to, "朋友，今晚八点"],
        [to, "不见不散"],
      ]),
    );
    expect(new Set(commands.map(({ id }) => id)).size).toBe(6);
    expect(commands[0]).toMatchObject({
      appId: "wx_app_1",
      createdAt: NOON,
      notAfter: NOON + 86_400_000,
      origin: { broadcastId: "news", runId: RUN },
    });
    const ended = await world.broadcastRuns.get(RUN);
    expect(ended?.state).toBe("done");
    expect(await world.figures(run)).toEqual({
      accounts: 1,
      accountsDone: 1,
      planned: 6,
      sent: 6,
      failed: 0,
      unknown: 0,
      held: 0,
      expired: 0,
      open: 0,
      notCounted: 0,
    });
    expect(world.counts.get("BroadcastStarted")).toBe(1);
    expect(world.counts.get("BroadcastRecipient")).toBe(3);
    expect(world.counts.get("BroadcastFinished")).toBe(1);
  });

  it("of an Official Account sends a long text in parts", async () => {
    const official = anAccount({ channel: "official" });
    const contents = [{ type: "text" as const, text: `${"一".repeat(600)}\n${"二".repeat(600)}` }];
    const world = await setUpBroadcasts([official], [{ ...toList(["openid_1"]), contents }]);
    await world.start(request, "operator-1");
    await toTheEnd(world);
    const texts = world.bulk.accepted().map(({ content }) => "text" in content && content.text);
    expect(texts).toEqual(["一".repeat(600), "二".repeat(600)]);
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
  });

  it("is one, however often it is asked for", async () => {
    const world = await setUpBroadcasts();
    await world.start(request, "operator-1");
    await world.take({ id: "event-9", source: "crm", detail: { ...request, by: "rule:news" } });
    await world.workOff();
    await world.start(request, "operator-2");
    await toTheEnd(world);
    await world.start(request, "operator-3");
    await toTheEnd(world);
    expect((await world.broadcastRuns.list("news", 10)).runs).toHaveLength(1);
    expect(world.bulk.accepted()).toHaveLength(2);
    expect(world.counts.get("BroadcastStarted")).toBe(1);
  });

  it("goes by the event's id where nobody named a request, and by the event's word whom it is for", async () => {
    const world = await setUpBroadcasts();
    const detail = { broadcastId: "news", only: { appId: "wx_app_1", to: "wxid_asks" } };
    await world.take({ id: "event-1", source: "crm", detail });
    await world.take({ id: "event-1", source: "crm", detail });
    await world.take({ id: "event-2", source: "crm", detail });
    await toTheEnd(world);
    expect(world.bulk.accepted().map(({ to }) => to)).toEqual(["wxid_asks", "wxid_asks"]);
    expect((await world.broadcastRuns.list("news", 10)).runs.map(({ startedBy }) => startedBy)).toEqual(["crm", "crm"]);
  });

  it.each([
    ["not-found", { broadcastId: "none" }],
    ["not-found", { broadcastId: "news", only: { appId: "wx_nobody", to: "wxid_asks" } }],
    ["conflict", { broadcastId: "off" }],
  ])("is refused as %s, and the event is not tried again", async (reason, detail) => {
    const world = await setUpBroadcasts([anAccount()], [aBroadcast(), aBroadcast({ id: "off", enabled: false })]);
    await world.take({ id: "event-1", source: "crm", detail });
    expect(world.counts.get(`BroadcastRefused${JSON.stringify({ reason })}`)).toBe(1);
    expect(world.pending()).toEqual([]);
    await expect(world.start({ ...detail, requestId: "r" }, "operator-1")).rejects.toMatchObject({ code: reason });
  });

  it("is for whom its request first named: the same request for others starts nothing, and says so", async () => {
    const world = await setUpBroadcasts([anAccount(), anAccount({ appId: "wx_app_2" })]);
    const only = { appId: "wx_app_1", to: "wxid_me" };
    await world.start({ ...request, only }, "operator-1");
    expect(await world.start({ ...request, only: { ...only } }, "operator-1")).toMatchObject({ id: RUN, only });
    const others = [{}, { only: { ...only, to: "wxid_you" } }, { only: { ...only, appId: "wx_app_2" } }];
    for (const other of others) {
      const refused = expect(world.start({ ...request, ...other }, "operator-1")).rejects;
      await refused.toMatchObject({ code: "conflict", message: expect.stringContaining("'wxid_me' alone") });
    }
    const all = { ...request, requestId: "request-2" };
    await world.start(all, "operator-1");
    await expect(world.start({ ...all, only }, "operator-1")).rejects.toThrow("the broadcast's audience");
    await toTheEnd(world);
    expect(world.bulk.accepted().filter(({ to }) => to === "wxid_me")).toHaveLength(1);
  });

  it("comes again where a queue or a store is away", async () => {
    const world = await setUpBroadcasts();
    world.broadcastTasks.down = true;
    await expect(world.take({ id: "event-1", source: "crm", detail: request })).rejects.toThrow("not available");
    world.broadcastTasks.down = false;
    await world.take({ id: "event-1", source: "crm", detail: request });
    await toTheEnd(world);
    expect(world.bulk.accepted()).toHaveLength(2);
    expect(world.counts.get("BroadcastStarted")).toBe(1);
  });

  it("without any account ends at once", async () => {
    const world = await setUpBroadcasts([], [toList(people(2))]);
    await world.start(request, "operator-1");
    await toTheEnd(world);
    expect((await world.broadcastRuns.get(RUN))?.state).toBe("done");
  });

  it("is of the registered accounts that are named or have a tag, and of no account that is gone meanwhile", async () => {
    const accounts = [
      anAccount({ appId: "wx_app_1" }),
      anAccount({ appId: "wx_app_2", tags: ["vip"] }),
      anAccount({ appId: "wx_app_3" }),
      anAccount({ appId: "wx_app_4", tags: ["vip"] }),
    ];
    const audience = {
      accounts: ["wx_app_1"],
      tags: ["vip"],
      recipients: { type: "list" as const, ids: ["wxid_friend"] },
    };
    const world = await setUpBroadcasts(accounts, [aBroadcast({ audience })]);
    await world.start(request, "operator-1");
    await world.accounts.remove("wx_app_4");
    await toTheEnd(world);
    expect(world.bulk.accepted().map(({ appId }) => appId)).toEqual(["wx_app_1", "wx_app_2"]);
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done", accountCount: 3 });
  });
});

describe("ahead of the sender", () => {
  it("there are two pages at most, and the next one follows the end of the first", async () => {
    const world = await setUpBroadcasts([anAccount({ limits: UNLIMITED })], [toList(people(450))]);
    await world.start(request, "operator-1");
    for (let round = 0; round < 20; round++) await world.next();
    expect(world.bulk.accepted()).toHaveLength(200);
    expect(world.delays.slice(0, 10)).toEqual([0, 0, 1, 1, 2, 5, 10, 20, 30, 60]);
    await world.sendAll();
    for (let round = 0; round < 5; round++) await world.next();
    expect(world.bulk.accepted()).toHaveLength(400);
    await toTheEnd(world);
    expect(world.bulk.accepted().map(({ to }) => to)).toEqual(people(450));
  });

  it("pages are as large as half a minute's work", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(500))]);
    await world.start(request, "operator-1");
    for (let round = 0; round < 5; round++) await world.next();
    expect(world.bulk.accepted()).toHaveLength(120);
  });

  it("an account that does not get on holds up no other", async () => {
    const accounts = [anAccount({ appId: "wx_app_1" }), anAccount({ appId: "wx_app_2", state: "ERROR" })];
    const world = await setUpBroadcasts(accounts, [toList(people(300), ["wx_app_1", "wx_app_2"])]);
    await world.start(request, "operator-1");
    for (let round = 0; round < 60; round++) {
      await world.next();
      await world.sendAll(({ id, appId }) =>
        appId === "wx_app_1"
          ? { state: "sent", newMsgId: id }
          : { state: "reserved", reason: { code: "account-offline" }, attempts: 0 },
      );
    }
    const of = (appId: string) => world.bulk.accepted().filter((command) => command.appId === appId);
    expect(of("wx_app_1")).toHaveLength(300);
    expect(of("wx_app_2")).toHaveLength(120);
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "expanding" });
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({
      accountsDone: 1,
      sent: 300,
      open: 120,
    });
  });
});

describe("time", () => {
  it("what was never tried expires, and a send that was lost is unknown", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(200))]);
    await world.start(request, "operator-1");
    for (let round = 0; round < 4; round++) await world.next();
    const [lost] = world.bulk.accepted();
    if (lost) await world.ledger.claim(lost, "dead", NOON + 35_000, NOON);
    world.clock.advance(86_400_000);
    while (await world.next());
    expect(await world.broadcastRuns.get(RUN)).toMatchObject({ state: "done" });
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({
      planned: 120,
      expired: 119,
      unknown: 1,
      open: 0,
    });
    await world.sendAll();
    expect((await world.rowsOf(RUN, 0)).some(({ state }) => state === "sent")).toBe(false);
  });

  it("a send that was lost in a cancelled run is its sender's to tell of, until its message must have come back", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(2))]);
    await world.start(request, "operator-1");
    await world.workOff();
    const [lost] = world.bulk.accepted();
    if (!lost) throw new Error("two commands");
    await world.ledger.claim(lost, "dead", NOON + 35_000, NOON);
    await world.control(RUN, "cancel", "operator-1");
    const stateAfter = async (ms: number) => {
      while (world.clock.now() < NOON + ms && (await world.next()));
      return (await world.ledger.get(lost.id))?.state;
    };
    expect(await stateAfter(900_000)).toBe("sending");
    expect(await stateAfter(1_600_000)).toBe("unknown");
    await toTheEnd(world);
    const run = await world.control(RUN, "cancel", "operator-1");
    expect(await world.figures(run)).toMatchObject({ accountsDone: 1, planned: 2, unknown: 1, expired: 1 });
  });
});

describe("refusals", () => {
  it("a page that the queue does not take is made again", async () => {
    const [first = "", second = ""] = ["wxid_friend", "wxid_other"].map((to) =>
      broadcastCommandId(PART, "wx_app_1", to, 0),
    );
    const world = await setUpBroadcasts();
    for (const id of [first, second]) world.bulk.refused.add(id);
    await world.start(request, "operator-1");
    await expect(world.workOff()).rejects.toMatchObject({ code: "unavailable", retryable: true });
    world.bulk.refused.clear();
    await toTheEnd(world);
    expect(world.bulk.accepted()).toHaveLength(2);
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ planned: 2, sent: 2 });
  });

  it("a run that others always move first is left to them", async () => {
    const { clock, metrics } = await setUpBroadcasts();
    const broadcastRuns = { get: async () => aRun(), change: async () => false };
    const move = createMoveRun({ broadcastRuns, clock, metrics });
    await expect(move("run_1", "pause")).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});

it("of a large run under way a part is counted, and the rest is said not to be", async () => {
  const progress = [0, 1, 2].map((shard) => ({ shard, step: 1, expanded: true, planned: 2500, marks: [] }));
  const counted = { ...progress[2], shard: 3, planned: 7, counts: { sent: 6, failed: 1 } };
  const figures = await createReadRunFigures({
    runProgress: { list: async () => [...progress, counted] as never },
    runLedger: { counts: async () => ({ sent: 2000, reserved: 500 }) },
  })(aRun({ accountCount: 4 }));
  expect(figures).toMatchObject({
    planned: 7507,
    sent: 4006,
    failed: 1,
    open: 1000,
    notCounted: 2500,
    accountsDone: 1,
  });
});

describe("figures", () => {
  it("add up where somebody opted out between two tries of a page", async () => {
    const world = await setUpBroadcasts([anAccount()], [toList(people(3))]);
    await world.start(request, "operator-1");
    const send = vi.spyOn(world.bulk, "send").mockRejectedValueOnce(new Error("throttled"));
    await expect(world.workOff()).rejects.toThrow("throttled");
    send.mockRestore();
    await world.optOuts.add("wx_app_1", "wxid_0001", NOON);
    await toTheEnd(world, 400);
    expect(world.bulk.accepted().map(({ to }) => to)).toEqual(["wxid_0000", "wxid_0002"]);
    expect(await world.figures(await world.start(request, "x"))).toMatchObject({ planned: 3, sent: 2, expired: 1 });
  });
});

describe("crashes", () => {
  it("anywhere lose nothing and send nothing twice", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const accounts = [anAccount({ appId: "wx_app_1" }), anAccount({ appId: "wx_app_2" })];
      const world = await setUpBroadcasts(accounts, [toList(people(70), ["wx_app_1", "wx_app_2"])]);
      const dying = world.process(crash);
      const event = { id: "event-1", source: "crm", detail: request };
      const attempt = async (work: () => Promise<unknown>) => {
        try {
          await work();
        } catch (error) {
          if (!crash.crashed()) throw error;
        }
      };
      await attempt(() => dying.take(event));
      if (crash.crashed()) await world.take(event);
      for (let round = 0; round < 8 && !crash.crashed(); round++) {
        await attempt(() => world.next(dying));
        await world.sendAll();
      }
      await toTheEnd(world);
      expect(await world.broadcastRuns.get(RUN), where).toMatchObject({ state: "done" });
      expect(await world.figures(await world.start(request, "x")), where).toMatchObject({ planned: 140, sent: 140 });
      const keys = world.bulk.accepted().map(({ appId, to }) => `${appId} ${to}`);
      expect(new Set(keys).size, where).toBe(140);
      expect(keys, where).toHaveLength(140);
    });
    expect(calls).toBeGreaterThan(20);
  });
});
