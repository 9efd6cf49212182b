import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryPulses } from "../../../../../shared/accounts/adapters/memory-pulses.ts";
import { createBeatAccounts } from "../../../../../shared/accounts/application/heartbeat/beat-accounts.ts";
import { createPlanHeartbeats } from "../../../../../shared/accounts/application/heartbeat/plan.ts";
import type { Account } from "../../../../../shared/accounts/domain/account.ts";
import type { Beat } from "../../../../../shared/accounts/domain/heartbeat.ts";
import { reasonOf } from "../../../../../shared/accounts/domain/reason.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { createMemorySettings } from "../../../../../shared/operators/adapters/memory-settings.ts";
import { createMemoryParking } from "../../../../../shared/outbound/adapters/memory-parking.ts";
import { aMover } from "../../../../support/a-mover.ts";
import { anAccount, anAnnouncement, NOON } from "../../../../support/builders.ts";

const MINUTE = 60_000;
const fleet = (count: number) =>
  Array.from({ length: count }, (_, index) => anAccount({ appId: `wx_app_${index}`, stateSince: NOON }));

/** One run of the planner: the time of its event, and when the function is called, ms after noon. */
type Run = { readonly time: number; readonly calledAt?: number };

/**
 * Plans and beats with a queue that hands each beat out when its delay in whole seconds is over, as SQS does. `sends`
 * says when an account proves its life. Ends a minute after the last run; asked: each account's times, ms after noon.
 */
async function simulate(members: readonly Account[], runs: readonly Run[], sends: readonly number[] = []) {
  const accounts = createMemoryAccounts(members);
  const pulses = createMemoryPulses({ accounts, parking: createMemoryParking() });
  const mover = aMover(accounts);
  const asked = new Map<string, number[]>(members.map(({ appId }) => [appId, []]));
  const connections = {
    checkOnline: async (appId: string) => {
      asked.get(appId)?.push(mover.clock.now() - NOON);
      return "online" as const;
    },
    reconnect: async () => undefined,
  };
  const queue: { readonly beat: Beat; readonly at: number }[] = [];
  const waiting: number[] = [];
  const beats = {
    async add(list: readonly Beat[]) {
      const now = mover.clock.now();
      for (const beat of list) queue.push({ beat, at: now + Math.max(0, Math.ceil((beat.dueAt - now) / 1000)) * 1000 });
    },
  };
  const deps = { ...mover, accounts, pulses, beats, connections, settings: createMemorySettings() };
  const [plan, beat] = [createPlanHeartbeats(deps), createBeatAccounts(deps)];
  const end = Math.max(...runs.map(({ time, calledAt = time }) => calledAt)) + 65_000;
  for (let at = 0; at <= end; at += 500) {
    for (const { time, calledAt = time } of runs) if (calledAt === at) await plan(NOON + time);
    if (sends.includes(at)) for (const { appId } of members) await pulses.alive(appId, mover.clock.now());
    for (const due of queue.splice(0)) {
      if (due.at > mover.clock.now()) queue.push(due);
      else await beat(due.beat);
    }
    waiting.push(queue.length);
    mover.clock.advance(500);
  }
  const gaps = [...asked.values()].flatMap((times) =>
    times.slice(1).map((time, index) => time - (times[index] ?? Number.NaN)),
  );
  return { asked, gaps, waiting, longest: Math.max(...gaps) };
}

const minutes = (count: number): Run[] => Array.from({ length: count }, (_, index) => ({ time: index * MINUTE }));

it("a plan queues the beats of all accounts that are watched", async () => {
  const accounts = createMemoryAccounts([
    anAccount(),
    anAccount({ appId: "wx_b", state: "ERROR" }),
    anAccount({ appId: "wx_c", registered: false }),
    anAccount({ appId: "wx_d", channel: "official" }),
  ]);
  const { beats, clock, metrics, counts, log } = aMover(accounts);
  expect(await createPlanHeartbeats({ accounts, beats, clock, metrics, log })(NOON)).toBe(2);
  expect(beats.added.flatMap(({ appIds }) => appIds).sort()).toEqual(["wx_app_1", "wx_app_1", "wx_b", "wx_b"]);
  expect(counts.get("AccountsWatched")).toBe(2);
});

it("a plan counts in a fleet without accounts too: an alarm rings where no plan is counted", async () => {
  const { beats, clock, metrics, counts, log, accounts } = aMover(createMemoryAccounts([]));
  expect(await createPlanHeartbeats({ accounts, beats, clock, metrics, log })(NOON)).toBe(0);
  expect(counts.get("AccountsWatched")).toBe(0);
});

it("a plan has a beat for an account that nobody asks, while something is left to be told of it", async () => {
  const loggedOut = { state: "IDLE", reason: reasonOf("logged-out") } as const;
  const untold = [anAnnouncement(1, "ONLINE", "IDLE")];
  const accounts = createMemoryAccounts([
    anAccount({ ...loggedOut, untold }),
    anAccount({ ...loggedOut, appId: "wx_b" }),
  ]);
  const { beats, clock, metrics, log } = aMover(accounts);
  clock.advance(10_000);
  expect(await createPlanHeartbeats({ accounts, beats, clock, metrics, log })(NOON)).toBe(0);
  expect(new Set(beats.added.flatMap(({ appIds }) => appIds))).toEqual(new Set(["wx_app_1"]));
});

it("a plan leaves out an account whose row cannot be read, says so, and asks all others", async () => {
  const { beats, clock, metrics, counts, lines, log, accounts } = aMover(createMemoryAccounts([anAccount()]));
  const broken: typeof accounts = {
    ...accounts,
    async list(malformed) {
      malformed?.(new AppError("internal", "a stored item is not readable: account"));
      return accounts.list();
    },
  };
  expect(await createPlanHeartbeats({ accounts: broken, beats, clock, metrics, log })(NOON)).toBe(1);
  expect(counts.get("AccountMalformed")).toBe(1);
  expect(lines).toMatchObject([{ level: "error", message: expect.stringContaining("left out") }]);
});

it("a plan notes the fleet's wxids when they are others than before; if it cannot, the beats go out all the same", async () => {
  const { beats, clock, metrics, counts, lines, log, accounts } = aMover(createMemoryAccounts([anAccount()]));
  const plan = createPlanHeartbeats({ accounts, beats, clock, metrics, log });
  await plan(NOON);
  await plan(NOON + MINUTE);
  expect(counts.get("FleetWxidsNoted")).toBe(1);
  const away = { ...accounts, noteWxids: () => Promise.reject(new Error("away")) };
  expect(await createPlanHeartbeats({ accounts: away, beats, clock, metrics, log })(NOON)).toBe(1);
  expect(lines).toMatchObject([{ level: "error", message: expect.stringContaining("wxids") }]);
});

describe("a fleet over some minutes", () => {
  it("is asked every 30 s", async () => {
    const { gaps, asked } = await simulate(fleet(60), minutes(4));
    expect(new Set(gaps)).toEqual(new Set([30_000]));
    expect([...asked.values()].every((times) => times.length === 8)).toBe(true);
  });

  it("does not wait for a planner that comes up to 4 s late", async () => {
    const onTime = await simulate(fleet(60), minutes(4));
    const late = await simulate(
      fleet(60),
      [0, 4000, 1500, 4000].map((lateBy, index) => ({ time: index * MINUTE, calledAt: index * MINUTE + lateBy })),
    );
    expect(Math.max(...late.gaps)).toBeLessThanOrEqual(31_000);
    for (const [appId, times] of onTime.asked) {
      const others = late.asked.get(appId) ?? [];
      expect(others.length).toBe(times.length);
      for (const [index, time] of times.entries()) expect(Math.abs((others[index] ?? 0) - time)).toBeLessThan(1000);
    }
  });

  it("is asked twice, not at other times, where the planner runs twice", async () => {
    const { gaps } = await simulate(fleet(60), [...minutes(2), { time: MINUTE, calledAt: MINUTE + 2000 }]);
    expect(new Set(gaps)).toEqual(new Set([0, 30_000]));
  });

  it("loses a minute where one run of the planner is missing, and no more", async () => {
    const { longest, asked } = await simulate(
      fleet(60),
      minutes(5).filter(({ time }) => time !== 2 * MINUTE),
    );
    expect(longest).toBe(30_000 + MINUTE);
    expect([...asked.values()].every((times) => times.length === 8)).toBe(true);
  });

  it("is not asked in one burst by a planner that is tried again a minute later", async () => {
    const { longest, asked } = await simulate(
      fleet(300),
      minutes(4).map(({ time }) => ({ time, calledAt: time === MINUTE ? time + MINUTE : time })),
    );
    const perSecond = Map.groupBy([...asked.values()].flat(), (time) => Math.floor(time / 1000));
    expect(Math.max(...[...perSecond.values()].map((calls) => calls.length))).toBeLessThan(100);
    expect(longest).toBeLessThanOrEqual(30_000 + MINUTE);
  });

  it("is not asked while it sends, and no beat is left behind by that", async () => {
    const sends = Array.from({ length: 60 }, (_, index) => index * 10_000);
    const { asked, waiting } = await simulate(fleet(1), minutes(10), sends);
    expect([...asked.values()].flat()).toEqual([]);
    // Two beats of a minute's plan, and one that a send delayed.
    expect(Math.max(...waiting)).toBeLessThanOrEqual(3);
  });

  it("is asked 30 s after it sent last", async () => {
    const { asked } = await simulate(fleet(60), minutes(2), [20_000]);
    for (const times of asked.values()) {
      const after = times.filter((time) => time > 20_000);
      expect(after[0]).toBe(50_000);
    }
  });
});
