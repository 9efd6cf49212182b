import { describe, expect, it } from "vitest";
import { reasonOf } from "../../../../shared/accounts/domain/reason.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aLoginWorld, aNewcomer, DEVICE } from "../../../support/a-login.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const SHOP = { name: "小店", device: DEVICE };
const devicesMade = (world: ReturnType<typeof aLoginWorld>) =>
  world.gateway.calls.filter((call) => call.startsWith("code new")).length;

describe("the first login of an account", () => {
  it("registers it under the appId that the gateway makes", async () => {
    const world = aLoginWorld([]);
    const { account, login } = await world.new.first({ ...SHOP, wxid: "wxid_shop", ingest: "poll" });
    expect(account).toMatchObject({
      appId: "wx_new_1",
      state: "LOGGING_IN",
      name: "小店",
      device: DEVICE,
      ingest: "poll",
    });
    expect(login).toMatchObject({ appId: "wx_new_1", uuid: "uuid-1", method: "qr" });
    expect(world.gateway.calls).toEqual(["code new ipad 320000"]);
  });

  it("asked for again goes on with the same device", async () => {
    const world = aLoginWorld([]);
    await world.new.first(SHOP);
    expect((await world.new.first(SHOP)).login.uuid).toBe("uuid-1");
    await world.pass(130);
    expect((await world.new.first(SHOP)).account.appId).toBe("wx_new_1");
    expect(world.gateway.calls.filter((call) => call.startsWith("code"))).toEqual([
      "code new ipad 320000",
      "code wx_new_1 ipad 320000",
    ]);
  });

  it("tells accounts of one name apart by the caller's own id, and says so once the first is online", async () => {
    const world = aLoginWorld([]);
    await world.new.first(SHOP);
    expect((await world.new.first({ ...SHOP, requestId: "r-2" })).account.appId).toBe("wx_new_2");
    world.gateway.checks.push({ status: "logged-in", wxid: "wxid_1" });
    await world.pass(5);
    await expect(world.new.first(SHOP)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("requestId"),
    });
  });

  it("makes no device for many at a time but one", async () => {
    const world = aLoginWorld([]);
    await Promise.allSettled(Array.from({ length: 5 }, () => world.new.first(SHOP)));
    expect(devicesMade(world)).toBe(1);
  });

  it("can be tried again at once after a refusal, and a minute after an answer that was lost", async () => {
    const world = aLoginWorld([]);
    world.gateway.faults.code.push(new AppError("refused", "余额不足"), new AppError("outcome-unknown", "no answer"));
    await expect(world.new.first(SHOP)).rejects.toMatchObject({ code: "refused" });
    await expect(world.new.first(SHOP)).rejects.toMatchObject({ code: "outcome-unknown" });
    await expect(world.new.first(SHOP)).rejects.toMatchObject({ code: "conflict", retryable: true });
    world.clock.advance(60_000);
    expect((await world.new.first(SHOP)).account.appId).toBe("wx_new_1");
  });

  it("wherever it dies, the same request ends with one account; only a lost answer costs a second device", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = aLoginWorld([]);
      await world
        .useCases(crash)
        .new.first(SHOP)
        .catch(() => undefined);
      const lost = devicesMade(world) === 1 && (await world.newDevices.find("name:小店", 0)) === undefined;
      world.clock.advance(61_000);
      const { account } = await world.new.first(SHOP);
      expect(account, where).toMatchObject({ state: "LOGGING_IN", registered: true });
      expect(devicesMade(world), where).toBe(lost ? 2 : 1);
      expect(await world.accounts.list(), where).toHaveLength(1);
    });
  });
});

describe("a new device for an account whose device is gone", () => {
  const gone = () => aNewcomer({ state: "ERROR", wxid: "wxid_me", reason: reasonOf("device-gone"), activeSince: 7 });

  it("takes the account over to the new appId, with what is set for it", async () => {
    const world = aLoginWorld([gone()]);
    const { account } = await world.new.replace("wx_app_1");
    expect(world.gateway.calls).toEqual(["logout wx_app_1", "code new ipad 320000"]);
    expect(account).toMatchObject({ appId: "wx_new_1", name: "Shop", wxid: "wxid_me", activeSince: 7, device: DEVICE });
    expect(await world.accounts.get("wx_app_1")).toBeUndefined();
    expect(world.directory.take().map(({ task }) => task)).toEqual([{ type: "forget-account", appId: "wx_app_1" }]);
  });

  it("is refused for an account that is online, or unknown, or where the gateway does not answer", async () => {
    await expect(aLoginWorld([aNewcomer({ state: "ONLINE" })]).new.replace("wx_app_1")).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(aLoginWorld([]).new.replace("wx_app_1")).rejects.toMatchObject({ code: "not-found" });
    const world = aLoginWorld([gone()]);
    world.gateway.faults.logout.push(new AppError("unreachable", "no answer"));
    await expect(world.new.replace("wx_app_1")).rejects.toMatchObject({ code: "unreachable" });
    expect(await world.account()).toMatchObject({ state: "ERROR" });
  });

  it("wherever it dies, the same request ends with the one account under one new appId", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = aLoginWorld([gone()]);
      await world
        .useCases(crash)
        .new.replace("wx_app_1")
        .catch(() => undefined);
      world.clock.advance(61_000);
      const { account } = await world.new.replace("wx_app_1");
      expect(account, where).toMatchObject({ state: "LOGGING_IN", wxid: "wxid_me" });
      expect(await world.accounts.list(), where).toEqual([account]);
    });
  });
});
