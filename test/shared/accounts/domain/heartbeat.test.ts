import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BEAT_PERIOD,
  deferredTo,
  isMissed,
  isOverdue,
  isSilent,
  isWatched,
  planBeats,
  putOff,
} from "../../../../shared/accounts/domain/heartbeat.ts";
import { reasonOf } from "../../../../shared/accounts/domain/reason.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `wx_app_${index}`);
const duesOf = (beats: ReturnType<typeof planBeats>, appId: string) =>
  beats.filter((beat) => beat.appIds.includes(appId)).map(({ dueAt }) => dueAt);

describe("a plan", () => {
  it("asks for each account twice, a period apart, at the same second of every minute", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^wx_[A-Za-z0-9]{1,20}$/), { maxLength: 200 }), (appIds) => {
        const [plan, next] = [planBeats(appIds, NOON), planBeats([...appIds].reverse(), NOON + 60_000)];
        for (const appId of appIds) {
          const [first = 0, second = 0, ...more] = duesOf(plan, appId);
          expect(second - first).toBe(BEAT_PERIOD);
          expect(more).toEqual([]);
          expect(first).toBeGreaterThanOrEqual(NOON);
          expect(duesOf(next, appId)[0]).toBe(first + 60_000);
        }
      }),
    );
  });

  it("spreads a thousand accounts over the period, in messages of at most 50", () => {
    const plan = planBeats(ids(1000), NOON);
    const perSecond = Map.groupBy(plan, ({ dueAt }) => dueAt);
    const loads = [...perSecond.values()].map((beats) => beats.reduce((sum, { appIds }) => sum + appIds.length, 0));
    expect(perSecond.size).toBe(60);
    expect(Math.max(...loads)).toBeLessThan(67);
    expect(plan.length).toBeLessThanOrEqual(66);
    expect(Math.max(...plan.map(({ appIds }) => appIds.length))).toBeLessThanOrEqual(50);
    for (const beats of perSecond.values()) {
      const sizes = beats.map(({ appIds }) => appIds.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it("of no accounts is empty", () => {
    expect(planBeats([], NOON)).toEqual([]);
  });
});

it("a beat that comes a period late is dropped", () => {
  const beat = { appIds: ["wx_app_1"], dueAt: NOON };
  expect(isOverdue(beat, NOON + 30_000)).toBe(false);
  expect(isOverdue(beat, NOON + 30_001)).toBe(true);
});

it("a beat that is queued more than 5 s late is left to the next round", () => {
  const beat = { appIds: ["wx_app_1"], dueAt: NOON };
  expect(isMissed(beat, NOON + 5000)).toBe(false);
  expect(isMissed(beat, NOON + 5001)).toBe(true);
});

it("a beat is put off, also again, until the plan asks anyway", () => {
  const beat = { appIds: ["wx_app_1", "wx_app_2"], dueAt: NOON };
  const later = putOff(beat, ["wx_app_2"], NOON + 20_000);
  expect(later).toEqual({ appIds: ["wx_app_2"], dueAt: NOON + 20_000, nextAt: NOON + 30_000 });
  expect(later && putOff(later, ["wx_app_2"], NOON + 29_000)).toMatchObject({ nextAt: NOON + 30_000 });
  expect(later && putOff(later, ["wx_app_2"], NOON + 30_000)).toBeUndefined();
});

it("an account that was alive is asked a period after that, whatever its clock says", () => {
  expect(deferredTo({}, NOON)).toBeUndefined();
  expect(deferredTo({ aliveAt: NOON - 30_000 }, NOON)).toBeUndefined();
  expect(deferredTo({ aliveAt: NOON - 10_000 }, NOON)).toBe(NOON + 20_000);
  expect(deferredTo({ aliveAt: NOON + 5000 }, NOON)).toBe(NOON + 30_000);
});

it("an account is silent when it neither came online nor heard nor was renewed for the time", () => {
  const account = anAccount({ stateSince: NOON });
  expect(isSilent(account, {}, 1000, NOON + 999)).toBe(false);
  expect(isSilent(account, {}, 1000, NOON + 1000)).toBe(true);
  expect(isSilent(account, { heardAt: NOON + 500 }, 1000, NOON + 1000)).toBe(false);
  expect(isSilent(account, { renewedAt: NOON + 500 }, 1000, NOON + 1000)).toBe(false);
  expect(isSilent(account, {}, 0, NOON + 1e9)).toBe(false);
});

it("watches all that are registered, but not those that somebody logged out", () => {
  expect(isWatched(anAccount())).toBe(true);
  expect(isWatched(anAccount({ state: "IDLE" }))).toBe(true);
  expect(isWatched(anAccount({ registered: false }))).toBe(false);
  expect(isWatched(anAccount({ state: "IDLE", reason: reasonOf("logged-out") }))).toBe(false);
});
