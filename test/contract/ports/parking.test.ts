import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;

onEveryStorage("parking", (fresh) => {
  it("gives back what was saved last, once", async () => {
    const { parking } = await fresh();
    await parking.save("wx_app_1", ["old"], NOON);
    await parking.save("wx_app_1", ["r1", "r2"], NOON + 1);
    await parking.save("wx_app_2", ["other"], NOON);
    expect(await parking.take("wx_app_1", NOON + 2)).toEqual(["r1", "r2"]);
    expect(await parking.take("wx_app_1", NOON + 2)).toEqual([]);
    expect(await parking.take("wx_app_2", NOON + 2)).toEqual(["other"]);
  });

  it("gives the handles to one of many", async () => {
    const { parking } = await fresh();
    await parking.save("wx_app_1", ["r1"], NOON);
    const taken = await Promise.all(Array.from({ length: 10 }, () => parking.take("wx_app_1", NOON)));
    expect(taken.flat()).toEqual(["r1"]);
  });

  it("has nothing where nothing was saved", async () => {
    const { parking } = await fresh();
    expect(await parking.take("wx_app_1", NOON + DAY)).toEqual([]);
  });
});
