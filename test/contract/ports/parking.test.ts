import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;

onEveryStorage("parking", (fresh) => {
  it("gives back what was saved last, until that is forgotten", async () => {
    const { parking } = await fresh();
    await parking.save("wx_app_1", ["old"], NOON);
    await parking.save("wx_app_1", ["r1", "r2"], NOON + 1);
    await parking.save("wx_app_2", ["other"], NOON);
    expect(await parking.parked("wx_app_1", NOON + 2)).toEqual(["r1", "r2"]);
    expect(await parking.parked("wx_app_1", NOON + 2)).toEqual(["r1", "r2"]);
    await parking.forget("wx_app_1", ["r1", "r2"]);
    expect(await parking.parked("wx_app_1", NOON + 2)).toEqual([]);
    expect(await parking.parked("wx_app_2", NOON + 2)).toEqual(["other"]);
  });

  it("keeps what was saved after what is forgotten", async () => {
    const { parking } = await fresh();
    await parking.save("wx_app_1", ["r3"], NOON);
    await parking.forget("wx_app_1", ["r1", "r2"]);
    await parking.forget("wx_app_1", []);
    expect(await parking.parked("wx_app_1", NOON)).toEqual(["r3"]);
    await parking.forget("wx_nobody", ["r3"]);
    expect(await parking.parked("wx_app_1", NOON)).toEqual(["r3"]);
  });

  it("has nothing where nothing was saved", async () => {
    const { parking } = await fresh();
    expect(await parking.parked("wx_app_1", NOON + DAY)).toEqual([]);
  });
});
