import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ComponentTask } from "../../../../../shared/official/domain/component-task.ts";
import { aComponent, COMPONENT } from "../../../../support/a-component.ts";
import { NOON } from "../../../../support/builders.ts";
import { Crash, withEveryCrash } from "../../../../support/faults.ts";

const typesOf = (events: { types: () => readonly string[] }) => events.types();

describe("an account that its owner gives to a third-party platform", () => {
  it("is registered by itself, with its refresh token stored", async () => {
    const world = aComponent();
    const code = world.weixin.authorize("wx_a", NOON);
    await world.worker()(await world.authorizedTask("wx_a", code, NOON));
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({
      state: "authorized",
      refreshToken: "refresh-1",
      changedAt: NOON,
      funcs: [1, 2],
      settled: true,
    });
    expect(await world.storage.accounts.get("wx_a")).toMatchObject({
      channel: "official",
      name: "店铺 wx_a",
      wxid: "gh_wx_a",
      registered: true,
      state: "ONLINE",
    });
    expect(world.components.get("wx_a")).toEqual({ componentAppId: COMPONENT, originalId: "gh_wx_a" });
    expect(typesOf(world.events)).toEqual(["AccountAuthorized"]);
  });

  it("comes by the page alone, by the event alone, and by both in any order with one exchange", async () => {
    for (const order of [["page"], ["event"], ["page", "event"], ["event", "page"]]) {
      const world = aComponent();
      const code = world.weixin.authorize("wx_a", NOON);
      const work = world.worker();
      for (const by of order) {
        const at = by === "page" ? NOON + 2000 : NOON;
        await work(await world.authorizedTask(by === "page" ? undefined : "wx_a", code, at));
      }
      expect(await world.storage.authorizations.open("wx_a")).toMatchObject({ refreshToken: "refresh-1" });
      expect(world.weixin.calls.filter((call) => call === "exchange")).toHaveLength(1);
      expect(typesOf(world.events)).toEqual(["AccountAuthorized"]);
    }
  });

  it("loses nothing when the worker dies at any call, and is told of under one id", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = aComponent();
      const code = world.weixin.authorize("wx_a", NOON);
      const task = await world.authorizedTask("wx_a", code, NOON);
      await world
        .worker(crash)(task)
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      await world.worker()(task);
      expect(await world.storage.authorizations.open("wx_a"), where).toMatchObject({
        refreshToken: "refresh-1",
        settled: true,
      });
      expect(await world.storage.accounts.get("wx_a"), where).toMatchObject({ registered: true, state: "ONLINE" });
      const ids = world.events.published.map(({ detail }) => detail.eventId);
      expect(new Set(ids).size, where).toBe(1);
    });
    expect(calls).toBeGreaterThan(8);
  });

  it("is found by the platform's list where the page's exchange was lost and no event comes", async () => {
    const world = aComponent();
    const code = world.weixin.authorize("wx_a", NOON);
    await world.weixin.platform.exchange(COMPONENT, code);
    await world.worker()(await world.authorizedTask(undefined, code, NOON));
    await world.workOff();
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({ refreshToken: "refresh-1", settled: true });
  });

  it("gets its token from the list where WeChat does not tell it with the account", async () => {
    const world = aComponent();
    world.weixin.tells.withInfo = false;
    world.weixin.authorize("wx_b", NOON);
    world.weixin.authorize("wx_c", NOON);
    world.weixin.authorize("wx_a", NOON);
    await world.worker()({ type: "confirm", componentAppId: COMPONENT, appId: "wx_a", at: NOON });
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({ refreshToken: "refresh-3" });
  });

  it("counts as lost where WeChat tells its token nowhere, until a code brings one", async () => {
    const world = aComponent();
    world.weixin.tells.withInfo = false;
    world.weixin.tells.inList = false;
    const code = world.weixin.authorize("wx_a", NOON);
    const work = world.worker();
    await work({ type: "confirm", componentAppId: COMPONENT, appId: "wx_a", at: NOON });
    await work({ type: "confirm", componentAppId: COMPONENT, appId: "wx_a", at: NOON });
    expect(await world.storage.authorizations.get("wx_a")).toMatchObject({ state: "lost", revision: 1 });
    expect(world.counts.get("AuthorizationLost")).toBe(1);
    await work(await world.authorizedTask("wx_a", code, NOON + 1000));
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({
      state: "authorized",
      refreshToken: "refresh-1",
    });
  });

  it("has its grant written anew when the owner changes what is granted", async () => {
    const world = aComponent();
    const work = world.worker();
    await work(await world.authorizedTask("wx_a", world.weixin.authorize("wx_a", NOON), NOON));
    const code = world.weixin.authorize("wx_a", NOON + 60_000, [1, 2, 7]);
    await work(await world.authorizedTask("wx_a", code, NOON + 60_000));
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({
      funcs: [1, 2, 7],
      refreshToken: "refresh-2",
    });
    world.weixin.authorized.set("wx_a", { refreshToken: "refresh-2", authorizedAt: NOON, funcs: [1] });
    await work({ type: "confirm", componentAppId: COMPONENT, appId: "wx_a", at: NOON });
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({ funcs: [1], refreshToken: "refresh-2" });
  });

  it("keeps the name that an operator gave it, and learns the original id that was not known", async () => {
    const world = aComponent();
    await world.storage.accounts.flagUnknown("wx_a", "", NOON);
    await world.worker()(await world.authorizedTask("wx_a", world.weixin.authorize("wx_a", NOON), NOON));
    expect(await world.storage.accounts.get("wx_a")).toMatchObject({ registered: true, wxid: "gh_wx_a" });
  });
});

describe("an authorization that is withdrawn", () => {
  async function authorized() {
    const world = aComponent();
    const work = world.worker();
    await work(await world.authorizedTask("wx_a", world.weixin.authorize("wx_a", NOON), NOON));
    return { ...world, work };
  }

  it("stops the account, and says so; the next authorization brings it back", async () => {
    const world = await authorized();
    world.weixin.withdraw("wx_a");
    await world.work(world.unauthorizedTask("wx_a", NOON + 5000));
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({ state: "withdrawn", settled: true });
    expect(await world.storage.authorizations.open("wx_a")).not.toHaveProperty("refreshToken");
    expect(await world.storage.accounts.get("wx_a")).toMatchObject({
      state: "IDLE",
      reason: { code: "authorization-withdrawn" },
      untold: [],
    });
    expect(typesOf(world.events)).toEqual(["AccountAuthorized", "AccountStateChanged", "AuthorizationWithdrawn"]);
    const code = world.weixin.authorize("wx_a", NOON + 9000);
    await world.work(await world.authorizedTask("wx_a", code, NOON + 9000));
    expect(await world.storage.authorizations.open("wx_a")).toMatchObject({ refreshToken: "refresh-2" });
    expect(await world.storage.accounts.get("wx_a")).toMatchObject({ state: "ONLINE" });
  });

  it("loses nothing when the worker dies at any call", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = await authorized();
      world.weixin.withdraw("wx_a");
      const task = world.unauthorizedTask("wx_a", NOON + 5000);
      await world
        .worker(crash)(task)
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      world.clock.advance(6000);
      await world.work(task);
      expect(await world.storage.authorizations.get("wx_a"), where).toMatchObject({
        state: "withdrawn",
        settled: true,
      });
      expect(await world.storage.accounts.get("wx_a"), where).toMatchObject({ state: "IDLE", untold: [] });
      expect(typesOf(world.events), where).toContain("AuthorizationWithdrawn");
    });
  });

  it("of another platform than the account's changes nothing", async () => {
    const world = await authorized();
    await world.work({ type: "unauthorized", componentAppId: "wx_other", appId: "wx_a", at: NOON + 5000 });
    expect(await world.storage.authorizations.get("wx_a")).toMatchObject({ state: "authorized" });
  });

  it("that came before the account was ever known keeps it unregistered", async () => {
    const world = aComponent();
    await world.worker()(world.unauthorizedTask("wx_a", NOON));
    expect(await world.storage.authorizations.get("wx_a")).toMatchObject({ state: "withdrawn", settled: true });
    expect(await world.storage.accounts.get("wx_a")).toBeUndefined();
  });

  it("ends as WeChat has it, in whatever order and however often the events come, also within one second", async () => {
    type Step = { readonly kind: "authorize" | "withdraw"; readonly seconds: number };
    const step: fc.Arbitrary<Step> = fc.record({
      kind: fc.constantFrom("authorize", "withdraw"),
      seconds: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        async (steps, picks) => {
          const world = aComponent();
          const tasks: ComponentTask[] = [];
          let at = NOON;
          for (const { kind, seconds } of steps) {
            at += seconds * 1000;
            if (kind === "authorize") {
              tasks.push(await world.authorizedTask("wx_a", world.weixin.authorize("wx_a", at), at));
            } else {
              world.weixin.withdraw("wx_a");
              tasks.push(world.unauthorizedTask("wx_a", at));
            }
          }
          const deliveries = [...tasks, ...tasks];
          const work = world.worker();
          while (deliveries.length > 0) {
            const [task] = deliveries.splice((picks.next().value ?? 0) % deliveries.length, 1);
            if (task) await work(task);
          }
          const expected = world.weixin.authorized.get("wx_a");
          const stored = await world.storage.authorizations.open("wx_a");
          expect(stored?.state).toBe(expected ? "authorized" : "withdrawn");
          expect(stored?.refreshToken).toBe(expected?.refreshToken);
          const account = await world.storage.accounts.get("wx_a");
          if (account) expect(account.state).toBe(expected ? "ONLINE" : "IDLE");
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the comparison with the platform's list", () => {
  it("finds what is missing, lost, and withdrawn without an event, and leaves the others alone", async () => {
    const world = aComponent();
    const work = world.worker();
    for (const appId of ["wx_a", "wx_b", "wx_c"]) {
      await work(await world.authorizedTask(appId, world.weixin.authorize(appId, NOON), NOON));
    }
    world.weixin.authorize("wx_new", NOON);
    world.weixin.withdraw("wx_b");
    await world.storage.authorizations.lose("wx_c", "refresh-3");
    await work({ type: "reconcile", componentAppId: COMPONENT });
    expect(world.queue.map((task) => "appId" in task && task.appId).toSorted()).toEqual(["wx_b", "wx_c", "wx_new"]);
    await world.workOff(work);
    expect(await world.storage.authorizations.open("wx_new")).toMatchObject({ state: "authorized", settled: true });
    expect(await world.storage.authorizations.open("wx_b")).toMatchObject({ state: "withdrawn" });
    expect(await world.storage.authorizations.open("wx_c")).toMatchObject({
      state: "authorized",
      refreshToken: "refresh-3",
    });
    await work({ type: "reconcile", componentAppId: COMPONENT });
    expect(world.queue).toEqual([]);
  });

  it("withdraws nothing for a list that is cut short", async () => {
    const world = aComponent();
    const work = world.worker();
    await work(await world.authorizedTask("wx_a", world.weixin.authorize("wx_a", NOON), NOON));
    const whole = world.weixin.platform.list;
    world.weixin.platform.list = async function* () {};
    await world.worker()({ type: "reconcile", componentAppId: COMPONENT });
    world.weixin.platform.list = whole;
    await world.workOff(work);
    expect(await world.storage.authorizations.get("wx_a")).toMatchObject({ state: "authorized" });
  });
});

describe("the hourly look at tickets", () => {
  const HOUR = 3_600_000;

  async function withTicket(ageHours: number | undefined) {
    const world = aComponent();
    await world.storage.components.put({ componentAppId: COMPONENT, name: "平台", updatedAt: NOON }, "s3cret", 0);
    if (ageHours !== undefined) {
      await world.storage.components.keepTicket(COMPONENT, "ticket", NOON - ageHours * HOUR, NOON);
    }
    await world.worker()({ type: "sweep" });
    return world;
  }

  it("does nothing while they come", async () => {
    const world = await withTicket(0.1);
    expect(world.weixin.calls).toEqual([]);
    expect(world.counts.get("VerifyTicketOld")).toBeUndefined();
  });

  it("asks WeChat to push again after an hour, and rings after eleven", async () => {
    expect((await withTicket(undefined)).weixin.calls).toEqual(["start"]);
    const late = await withTicket(2);
    expect(late.weixin.calls).toEqual(["start"]);
    expect(late.counts.get("VerifyTicketOld")).toBeUndefined();
    expect((await withTicket(11)).counts.get("VerifyTicketOld")).toBe(1);
  });

  it("compares with the list every sixth hour", async () => {
    const world = await withTicket(0.1);
    world.queue.length = 0;
    let compared = 0;
    for (let hour = 0; hour < 12; hour += 1) {
      world.clock.advance(HOUR);
      await world.worker()({ type: "sweep" });
      compared += world.queue.splice(0).filter(({ type }) => type === "reconcile").length;
    }
    expect(compared).toBe(2);
  });
});
