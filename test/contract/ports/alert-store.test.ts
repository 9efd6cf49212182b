import { expect, it } from "vitest";
import { anAlert } from "../../support/alerts.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;

onEveryStorage("alerts", (fresh) => {
  it("wait, the oldest first, until they are settled, and are then listed as told", async () => {
    const { alerts } = await fresh();
    const [late, early] = [anAlert({ id: "late", at: NOON + 5 }), anAlert({ id: "early", at: NOON })];
    await alerts.add(late, NOON + 6);
    await alerts.add(early, NOON + 7);
    expect(await alerts.pending(10)).toEqual([
      { alert: early, since: NOON + 7, sentTo: [] },
      { alert: late, since: NOON + 6, sentTo: [] },
    ]);
    expect(await alerts.pending(1)).toHaveLength(1);
    await alerts.settle(early, ["sns", "wecom"], NOON + 9);
    expect((await alerts.pending(10)).map(({ alert }) => alert.id)).toEqual(["late"]);
    expect((await alerts.listTold(10)).alerts).toEqual([{ alert: early, sentTo: ["sns", "wecom"], toldAt: NOON + 9 }]);
  });

  it("are kept once, while they wait and after they were told", async () => {
    const { alerts } = await fresh();
    await alerts.add(anAlert(), NOON);
    await alerts.markSent(anAlert(), ["sns"]);
    await alerts.add(anAlert(), NOON + 1);
    expect(await alerts.pending(10)).toEqual([{ alert: anAlert(), since: NOON, sentTo: ["sns"] }]);
    await alerts.settle(anAlert(), ["sns"], NOON + 2);
    await alerts.add(anAlert(), NOON + 3);
    expect(await alerts.pending(10)).toEqual([]);
  });

  it("can be dropped, and are not brought back by a late mark", async () => {
    const { alerts } = await fresh();
    await alerts.add(anAlert(), NOON);
    await alerts.drop(anAlert());
    await alerts.markSent(anAlert(), ["sns"]);
    expect(await alerts.pending(10)).toEqual([]);
    expect(await alerts.listTold(10)).toEqual({ alerts: [] });
  });

  it("are listed newest first in pages", async () => {
    const { alerts } = await fresh();
    for (let n = 0; n < 5; n++) await alerts.settle(anAlert({ id: `e${n}`, at: NOON + n }), [], NOON);
    const first = await alerts.listTold(3);
    expect(first.alerts.map(({ alert }) => alert.id)).toEqual(["e4", "e3", "e2"]);
    const second = await alerts.listTold(3, first.cursor);
    expect(second.alerts.map(({ alert }) => alert.id)).toEqual(["e1", "e0"]);
    expect(second.cursor).toBeUndefined();
    await expect(alerts.listTold(3, "nonsense")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("have one plan, which one of many can replace", async () => {
    const { alerts } = await fresh();
    const plans = [{ last: 0, due: 5 }, { last: 7 }, { last: 7, due: 9 }, { last: 10 }];
    let was = await alerts.plan();
    expect(was).toEqual({ last: 0 });
    for (const next of plans) {
      const wins = await Promise.all(Array.from({ length: 5 }, () => alerts.replan(was, next)));
      expect(wins.filter(Boolean)).toHaveLength(1);
      expect(await alerts.plan()).toEqual(next);
      was = next;
    }
    expect(await alerts.replan({ last: 0 }, { last: 99 })).toBe(false);
  });

  it("remember an account's trouble until it ended", async () => {
    const { alerts } = await fresh();
    expect(await alerts.inTrouble("wx_1", NOON, NOON)).toBe(false);
    await alerts.noteTrouble("wx_1", NOON, NOON);
    await alerts.noteTrouble("wx_1", NOON - 5, NOON);
    expect(await alerts.inTrouble("wx_1", NOON - 1, NOON)).toBe(false);
    expect(await alerts.inTrouble("wx_1", NOON, NOON)).toBe(true);
    expect(await alerts.inTrouble("wx_2", NOON, NOON)).toBe(false);
    await alerts.noteTrouble("wx_1", NOON + 10, NOON);
    await alerts.endTrouble("wx_1", NOON + 9);
    expect(await alerts.inTrouble("wx_1", NOON + 10, NOON)).toBe(true);
    await alerts.endTrouble("wx_1", NOON + 10);
    await alerts.endTrouble("wx_1", NOON + 10);
    expect(await alerts.inTrouble("wx_1", NOON + DAY, NOON)).toBe(false);
  });
});
