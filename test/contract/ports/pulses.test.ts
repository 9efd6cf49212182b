import { expect, it } from "vitest";
import { newAccount } from "../../../shared/accounts/domain/account.ts";
import { slotOf } from "../../../shared/accounts/domain/heartbeat.ts";
import { anAccount, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("signs of life", (fresh) => {
  it("are read with their accounts, for those that are stored", async () => {
    const { accounts, parking, pulses } = await fresh();
    const [first, second] = [anAccount(), anAccount({ appId: "wx_app_2", state: "ERROR" })];
    await accounts.register(first);
    await accounts.register(second);
    await pulses.alive("wx_app_1", NOON - 5);
    await pulses.heard("wx_app_1", NOON - 4);
    await pulses.renewed("wx_app_1", NOON - 3);
    await pulses.heard("wx_app_9", NOON);
    await parking.save("wx_app_2", "bulk", ["r1"], NOON);
    expect(await pulses.read(["wx_app_2", "wx_app_9", "wx_app_1"])).toEqual([
      { account: second, pulse: {}, parked: true },
      { account: first, pulse: { aliveAt: NOON - 5, heardAt: NOON - 4, renewedAt: NOON - 3 }, parked: false },
    ]);
  });

  it("keep the others when one is noted anew, and know when nothing is parked any more", async () => {
    const { accounts, parking, pulses } = await fresh();
    await accounts.register(anAccount());
    await pulses.heard("wx_app_1", NOON - 9);
    await pulses.alive("wx_app_1", NOON - 8);
    await pulses.alive("wx_app_1", NOON - 1);
    await parking.save("wx_app_1", "live", ["r1"], NOON);
    await parking.forget("wx_app_1", "live", ["r1"]);
    expect(await pulses.read(["wx_app_1"])).toEqual([
      { account: anAccount(), pulse: { aliveAt: NOON - 1, heardAt: NOON - 9 }, parked: false },
    ]);
  });

  it("are kept for as long as the longest silence that may be set", async () => {
    const { accounts, pulses } = await fresh();
    const account = anAccount();
    await accounts.register(account);
    const heardAt = NOON - 7 * 86_400_000;
    await pulses.heard("wx_app_1", heardAt);
    expect(await pulses.read(["wx_app_1"])).toEqual([{ account, pulse: { heardAt }, parked: false }]);
  });

  it("are those of the accounts asked for, also beside neighbours that are read with them", async () => {
    const { accounts, parking, pulses } = await fresh();
    const slot = slotOf("wx_a");
    const names = Array.from({ length: 400 }, (_, index) => `wx_a${"-_0aZ"[index % 5]}${index}`);
    const ids = ["wx_a", ...names.filter((appId) => slotOf(appId) === slot)].sort();
    expect(ids.length).toBeGreaterThan(5);
    await Promise.all(ids.map((appId) => accounts.register(newAccount({ appId, name: appId }, NOON))));
    await Promise.all(ids.map((appId, index) => pulses.alive(appId, NOON + index)));
    await parking.save(ids[2] ?? "", "live", ["r1"], NOON);
    const asked = [ids[0] ?? "", ids[2] ?? "", ids.at(-1) ?? "", "wx_elsewhere"];
    const read = await pulses.read(asked);
    expect(read.map(({ account, pulse, parked }) => [account.appId, pulse, parked])).toEqual([
      [asked[0], { aliveAt: NOON }, false],
      [asked[1], { aliveAt: NOON + 2 }, true],
      [asked[2], { aliveAt: NOON + ids.length - 1 }, false],
    ]);
  });

  it("of a whole shard come in one read, in the order asked for: who is asked first is so in each round", async () => {
    const { accounts, pulses } = await fresh();
    const ids = Array.from({ length: 30 }, (_, index) => `wx_app_${(index * 7) % 30}`);
    await Promise.all(ids.map((appId) => accounts.register(newAccount({ appId, name: appId }, NOON))));
    const read = await pulses.read(ids);
    expect(read.map(({ account }) => account.appId)).toEqual(ids);
  });
});
