import { expect, it } from "vitest";
import { CLOSED, pauseLeft } from "../../../shared/kernel/domain/circuit.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("circuits", (fresh) => {
  it("are closed until they are told of failures", async () => {
    const { circuits } = await fresh();
    expect(await circuits.get("wechatapi")).toEqual(CLOSED);
  });

  it("open after the fifth failure for everybody, and close again", async () => {
    const { circuits } = await fresh();
    for (let failure = 0; failure < 4; failure++) await circuits.fail("wechatapi", NOON + failure);
    expect(pauseLeft(await circuits.get("wechatapi"), NOON + 4)).toBe(0);
    const opened = await circuits.fail("wechatapi", NOON + 4);
    expect(pauseLeft(opened, NOON + 4)).toBe(5000);
    expect(await circuits.get("wechatapi")).toEqual(opened);
    expect(await circuits.get("weixin")).toEqual(CLOSED);
    await circuits.close("wechatapi");
    await circuits.close("wechatapi");
    expect(await circuits.get("wechatapi")).toEqual(CLOSED);
  });

  it("let one caller probe after the pause, and wait for it", async () => {
    const { circuits } = await fresh();
    expect(await circuits.probe("wechatapi", NOON + 12_000, NOON)).toBe(false);
    for (let failure = 0; failure < 5; failure++) await circuits.fail("wechatapi", NOON);
    const over = NOON + 5000;
    expect(await circuits.probe("wechatapi", over + 12_000, over - 1)).toBe(false);
    const probes = await Promise.all(
      Array.from({ length: 20 }, () => circuits.probe("wechatapi", over + 12_000, over)),
    );
    expect(probes.filter(Boolean)).toHaveLength(1);
    expect(pauseLeft(await circuits.get("wechatapi"), over)).toBe(12_000);
    const again = await circuits.fail("wechatapi", over + 100);
    expect(pauseLeft(again, over + 100)).toBe(10_000);
    expect(await circuits.fail("wechatapi", over + 200)).toEqual(again);
  });

  it("open when many fail at the same moment", async () => {
    const { circuits } = await fresh();
    await Promise.all(Array.from({ length: 12 }, () => circuits.fail("wechatapi", NOON)));
    expect((await circuits.get("wechatapi")).openUntil).toBeGreaterThan(NOON);
  });
});
