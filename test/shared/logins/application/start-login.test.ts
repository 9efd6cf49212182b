import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createSubmitCaptcha } from "../../../../shared/logins/application/submit-captcha.ts";
import { aLoginWorld, aNewcomer, DEVICE } from "../../../support/a-login.ts";
import { anAccount } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const known = (changes = {}) => aNewcomer({ wxid: "wxid_me", ...changes });

describe("starting a login", () => {
  it("shows a code to an account that was never online, and asks for a person with the page's link", async () => {
    const world = aLoginWorld();
    const { account, login } = await world.startLogin("wx_app_1", "auto");
    expect(account).toMatchObject({ state: "LOGGING_IN", epoch: 1, reason: { code: "login-scan" } });
    expect(login).toMatchObject({ method: "qr", uuid: "uuid-1", epoch: 1, polls: 0, device: DEVICE });
    expect(login.expiresAt - login.startedAt).toBe(120_000);
    expect(world.gateway.calls).toEqual(["code wx_app_1 ipad 320000"]);
    expect(world.tasks.added).toEqual([
      {
        task: { type: "poll-login", appId: "wx_app_1", epoch: 1, poll: 0, ticket: expect.any(String) },
        delaySeconds: 5,
      },
    ]);
    expect(world.events.types()).toEqual(["AccountStateChanged", "LoginRequired"]);
    expect(world.events.published[1]?.detail).toMatchObject({
      reason: { code: "login-scan" },
      qrUrl: `https://fleet.example.com/login/wx_app_1/${login.key}`,
    });
    expect(world.counts.get('LoginStarted{"method":"qr"}')).toBe(1);
  });

  it("asks the phone for a tap where the account was online before, on its device", async () => {
    const world = aLoginWorld([known()]);
    const { account, login } = await world.startLogin("wx_app_1", "auto");
    expect(login.method).toBe("tap");
    expect(account.reason?.code).toBe("login-tap");
    expect(world.gateway.calls).toEqual(["tap wx_app_1"]);
  });

  it("falls back to a code where the tap is refused, and says so", async () => {
    const world = aLoginWorld([known()]);
    world.gateway.faults.tap.push(new AppError("refused", "请使用二维码登录"));
    const { login } = await world.startLogin("wx_app_1", "auto");
    expect(login.method).toBe("qr");
    expect(world.gateway.calls).toEqual(["tap wx_app_1", "code wx_app_1 ipad 320000"]);
    expect(await world.account()).toMatchObject({ epoch: 1, reason: { code: "login-scan" } });
  });

  it("does not where it is not known whether the phone was asked", async () => {
    const world = aLoginWorld([known()]);
    world.gateway.faults.tap.push(new AppError("outcome-unknown", "no answer in 10 s"));
    await expect(world.startLogin("wx_app_1", "auto")).rejects.toMatchObject({ code: "outcome-unknown" });
    expect(await world.account()).toMatchObject({ state: "IDLE", reason: { code: "login-refused" } });
  });

  it.each([
    ["account-banned", "ERROR", "banned", /账号被封/],
    ["not-found", "ERROR", "device-gone", /newDevice/],
    ["refused", "IDLE", "login-refused", /账号被封/],
    ["unreachable", "IDLE", "login-refused", /账号被封/],
  ] as const)("ends at once where the gateway answers %s", async (code, state, reason, message) => {
    const world = aLoginWorld();
    world.gateway.faults.code.push(new AppError(code, "账号被封"));
    await expect(world.startLogin("wx_app_1", "qr")).rejects.toMatchObject({ code });
    expect(await world.account()).toMatchObject({
      state,
      reason: { code: reason, message: expect.stringMatching(message) },
    });
    expect(world.events.types()).toContain("LoginRequired");
  });

  it("ends where the gateway answers for another device than the account's", async () => {
    const world = aLoginWorld([aNewcomer({ appId: "wx_x" })]);
    const { code } = world.gateway;
    Object.assign(world.gateway, { code: (_appId: string, device: never) => code(undefined, device) });
    await expect(world.startLogin("wx_x", "qr")).rejects.toMatchObject({ code: "refused" });
    expect((await world.account("wx_x")).reason?.message).toMatch(/another device/);
  });

  it("wants a device, an account and one that is not online", async () => {
    const { device: _none, ...bare } = aNewcomer();
    await expect(aLoginWorld([bare]).startLogin("wx_app_1", "qr")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("regionId"),
    });
    await expect(aLoginWorld([]).startLogin("wx_app_1", "qr")).rejects.toMatchObject({ code: "not-found" });
    const online = aLoginWorld([anAccount({ device: DEVICE })]);
    await expect(online.startLogin("wx_app_1", "qr")).rejects.toMatchObject({ code: "conflict" });
    expect(online.gateway.calls).toEqual([]);
  });

  it("once more gives the login that is under way, and a new one for another method or after its time", async () => {
    const world = aLoginWorld([known()]);
    const first = await world.startLogin("wx_app_1", "auto");
    const second = await world.startLogin("wx_app_1", "auto");
    expect(second.login).toEqual(first.login);
    expect((await world.startLogin("wx_app_1", "qr")).login).toMatchObject({ method: "qr", epoch: 2 });
    world.clock.advance(121_000);
    expect((await world.startLogin("wx_app_1", "qr")).login).toMatchObject({ epoch: 3 });
    expect(world.gateway.calls).toHaveLength(3);
  });

  it("by many at a time asks the gateway once", async () => {
    const world = aLoginWorld();
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => world.startLogin("wx_app_1", "qr")));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(world.gateway.calls).toHaveLength(1);
  });

  it("wherever it dies, the account waits for nobody: it can be started again within a minute", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = aLoginWorld();
      await world
        .useCases(crash)
        .startLogin("wx_app_1", "qr")
        .catch(() => undefined);
      world.clock.advance(31_000);
      const { login } = await world.startLogin("wx_app_1", "qr");
      world.gateway.checks.push({ status: "logged-in", wxid: "wxid_me" });
      await world.pass(10);
      expect(await world.account(), where).toMatchObject({ state: "ONLINE" });
      expect(
        world.gateway.calls.filter((call) => call.startsWith("code new")),
        where,
      ).toEqual([]);
      expect(login.appId).toBe("wx_app_1");
    });
  });
});

describe("without an operator", () => {
  it("an account whose sends are refused although it seems online is asked to log in again", async () => {
    const world = aLoginWorld([anAccount({ device: DEVICE, refusedSends: 3 })]);
    await world.move(await world.account(), { type: "send-refused", detail: "已离线" });
    expect(world.tasks.added.map(({ task }) => task)).toEqual([{ type: "log-in", appId: "wx_app_1", epoch: 1 }]);
    world.gateway.checks.push({ status: "scanned" }, { status: "logged-in", wxid: "wxid_me" });
    await world.pass(20);
    expect(world.gateway.calls[0]).toBe("tap wx_app_1");
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
  });

  it("what stands in the way is counted, and a task of another time dropped", async () => {
    const { device: _none, ...bare } = known();
    const world = aLoginWorld([bare]);
    await world.again({ type: "log-in", appId: "wx_app_1", epoch: 0 });
    expect(world.counts.get('LoginNotStarted{"code":"conflict"}')).toBe(1);
    await world.again({ type: "log-in", appId: "wx_app_1", epoch: 4 });
    expect(world.counts.get('TaskStale{"task":"log-in"}')).toBe(1);
  });

  it("trouble of our own goes back to the queue", async () => {
    const world = aLoginWorld([known()]);
    world.tasks.down.now = true;
    await expect(world.again({ type: "log-in", appId: "wx_app_1", epoch: 0 })).rejects.toThrow("not available");
  });
});

describe("a captcha", () => {
  it("is kept for the next poll of a login that is under way, and refused otherwise", async () => {
    const world = aLoginWorld();
    const submit = createSubmitCaptcha(world);
    await expect(submit("wx_app_1", "384912")).rejects.toMatchObject({ code: "conflict" });
    await world.startLogin("wx_app_1", "qr");
    expect(await submit("wx_app_1", "384912")).toMatchObject({ captcha: "384912" });
    await world.pass(5);
    expect(world.gateway.calls.at(-1)).toBe("check wx_app_1 uuid-1 384912");
    await world.pass(130);
    await expect(submit("wx_app_1", "1")).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the call for the person who logs the account in", () => {
  const calls = (world: ReturnType<typeof aLoginWorld>) =>
    world.events.published.flatMap(({ type, detail }) => (type === "LoginRequired" ? [detail] : []));

  it("comes with the first poll where the bus was away, while the code can still be scanned", async () => {
    const world = aLoginWorld();
    world.events.down.now = true;
    const { login } = await world.startLogin("wx_app_1", "qr");
    world.events.down.now = false;
    world.gateway.checks.push({ status: "waiting" });
    await world.pass(5);
    expect(calls(world)).toEqual([
      expect.objectContaining({ qrUrl: `https://fleet.example.com/login/wx_app_1/${login.key}`, at: login.startedAt }),
    ]);
    expect((await world.account()).untold).toEqual([]);
  });

  it("is made good by the same request, under the same id, wherever the first one died", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = aLoginWorld();
      const { startLogin } = world.useCases(crash);
      await startLogin("wx_app_1", "qr").catch(() => undefined);
      world.clock.advance(31_000);
      await world.startLogin("wx_app_1", "qr");
      const login = await world.logins.get("wx_app_1");
      const ofThis = calls(world).filter(({ at }) => at === login?.startedAt);
      expect(ofThis.length, where).toBeGreaterThanOrEqual(1);
      expect(new Set(ofThis.map(({ eventId }) => eventId)).size, where).toBe(1);
    });
  });

  it("is not repeated for a login that is being polled", async () => {
    const world = aLoginWorld();
    await world.startLogin("wx_app_1", "qr");
    world.gateway.checks.push({ status: "waiting" });
    await world.pass(5);
    await world.startLogin("wx_app_1", "qr");
    expect(calls(world)).toHaveLength(1);
  });
});
