import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;
const NOTHING = { live: [], bulk: [] };

onEveryStorage("parking", (fresh) => {
  it("gives back what was saved last, until that is forgotten", async () => {
    const { parking } = await fresh();
    await parking.save("wx_app_1", "live", ["old"], NOON);
    await parking.save("wx_app_1", "live", ["r1", "r2"], NOON + 1);
    await parking.save("wx_app_2", "live", ["other"], NOON);
    expect(await parking.parked("wx_app_1", NOON + 2)).toEqual({ live: ["r1", "r2"], bulk: [] });
    expect(await parking.parked("wx_app_1", NOON + 2)).toEqual({ live: ["r1", "r2"], bulk: [] });
    await parking.forget("wx_app_1", "live", ["r1", "r2"]);
    expect(await parking.parked("wx_app_1", NOON + 2)).toEqual(NOTHING);
    expect(await parking.parked("wx_app_2", NOON + 2)).toEqual({ live: ["other"], bulk: [] });
  });

  it("keeps what was saved after what is forgotten", async () => {
    const { parking } = await fresh();
    const saved = { live: ["r3"], bulk: [] };
    await parking.save("wx_app_1", "live", ["r3"], NOON);
    await parking.forget("wx_app_1", "live", ["r1", "r2"]);
    await parking.forget("wx_app_1", "live", []);
    expect(await parking.parked("wx_app_1", NOON)).toEqual(saved);
    await parking.forget("wx_nobody", "live", ["r3"]);
    expect(await parking.parked("wx_app_1", NOON)).toEqual(saved);
  });

  it("knows each lane's handles by themselves", async () => {
    const { parking } = await fresh();
    await parking.save("wx_app_1", "bulk", ["b1"], NOON);
    await parking.save("wx_app_1", "live", ["l1", "l2"], NOON);
    expect(await parking.parked("wx_app_1", NOON)).toEqual({ live: ["l1", "l2"], bulk: ["b1"] });
    await parking.forget("wx_app_1", "live", ["b1"]);
    await parking.forget("wx_app_1", "bulk", ["b1"]);
    expect(await parking.parked("wx_app_1", NOON)).toEqual({ live: ["l1", "l2"], bulk: [] });
    await parking.save("wx_app_1", "bulk", ["b2"], NOON);
    expect(await parking.parked("wx_app_1", NOON)).toEqual({ live: ["l1", "l2"], bulk: ["b2"] });
  });

  it("has nothing where nothing was saved", async () => {
    const { parking } = await fresh();
    expect(await parking.parked("wx_app_1", NOON + DAY)).toEqual(NOTHING);
  });
});
