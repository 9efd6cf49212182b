import { describe, expect, it } from "vitest";
import type { Account } from "../../../../../shared/accounts/domain/account.ts";
import type { ReasonCode } from "../../../../../shared/accounts/domain/reason.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import type { LoginCheck } from "../../../../../shared/logins/domain/login.ts";
import { aLoginWorld, aNewcomer } from "../../../../support/a-login.ts";
import { withEveryCrash } from "../../../../support/faults.ts";

const LOGGED_IN: LoginCheck = { status: "logged-in", wxid: "wxid_me" };

async function loggingIn(checks: (LoginCheck | Error)[], changes: Partial<Account> = {}) {
  const world = aLoginWorld([aNewcomer(changes)]);
  world.gateway.checks.push(...checks);
  await world.startLogin("wx_app_1", "qr");
  return world;
}

describe("a login that goes well", () => {
  it("is asked for every 5 s, and ends ONLINE with the wxid, the callback URL and a beat", async () => {
    const world = await loggingIn([{ status: "waiting" }, { status: "scanned" }, LOGGED_IN]);
    await world.pass(10);
    expect(await world.account()).toMatchObject({ state: "LOGGING_IN" });
    expect(await world.logins.get("wx_app_1")).toMatchObject({ scanned: true, polls: 2 });
    await world.pass(10);
    expect(await world.account()).toMatchObject({ state: "ONLINE", wxid: "wxid_me" });
    expect(await world.account()).not.toHaveProperty("reason");
    expect(world.gateway.calls).toEqual([
      "code wx_app_1 ipad 320000",
      ...Array(3).fill("check wx_app_1 uuid-1"),
      "callback https://fleet.example.com/callbacks/wechatapi/secret",
    ]);
    expect(world.beats.added).toHaveLength(1);
    expect(world.counts.get('LoginEnded{"result":"logged-in"}')).toBe(1);
    expect(await world.logins.get("wx_app_1")).toMatchObject({ ended: "logged-in" });
  });

  it("sets no callback for an account that is polled", async () => {
    const world = await loggingIn([LOGGED_IN], { ingest: "poll" });
    await world.pass(10);
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
    expect(world.gateway.calls.filter((call) => call.startsWith("callback"))).toEqual([]);
  });

  it("goes on where the gateway was asked too soon, or gave no answer", async () => {
    const busy: LoginCheck = { status: "unanswered", words: "请求处理中" };
    const world = await loggingIn([busy, busy, { status: "refused", words: "系统繁忙" }, LOGGED_IN]);
    await world.pass(25);
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
  });
});

describe("a login that does not: each end has a state and a message that tells what to do", () => {
  it.each<[string, LoginCheck[], number, Account["state"], ReasonCode, RegExp]>([
    ["a scan that never comes", [], 130, "IDLE", "scan-timeout", /请重新发起登录/],
    ["a cancelled one", [{ status: "scanned" }, { status: "cancelled" }], 10, "IDLE", "scan-cancelled", /重新发起/],
    ["an expired code", [{ status: "expired" }], 5, "IDLE", "code-expired", /获取新的二维码/],
    ["a captcha", [{ status: "captcha", words: "请输入验证码" }], 5, "LOGGING_IN", "captcha-needed", /把数字提交/],
    ["a banned account", [{ status: "banned", words: "账号被封" }], 5, "ERROR", "banned", /账号被封/],
    ["a device that is gone", [{ status: "device-gone" }], 5, "ERROR", "device-gone", /newDevice: true/],
    ["a new device's check", [aCheck()], 5, "LOGGING_IN", "new-device-check", /扫描验证链接/],
    ["somebody else's WeChat", [{ status: "logged-in", wxid: "wxid_other" }], 5, "IDLE", "wrong-account", /wxid_other/],
    [
      "a refusal that stays",
      Array(2).fill({ status: "refused", words: "环境异常" }),
      10,
      "IDLE",
      "login-refused",
      /环境异常/,
    ],
  ])("%s", async (_case, checks, seconds, state, code, message) => {
    const world = await loggingIn(checks, { wxid: "wxid_me" });
    await world.pass(seconds);
    const account = await world.account();
    expect(account).toMatchObject({ state, reason: { code, message: expect.stringMatching(message) } });
    const required = world.events.published.filter(({ type }) => type === "LoginRequired");
    expect(required.at(-1)?.detail).toMatchObject({ appId: "wx_app_1", name: "Shop", reason: { code } });
    if (state !== "LOGGING_IN") expect(world.counts.get(`LoginEnded{"result":"${code}"}`)).toBe(1);
  });

  it("logs out whoever logged in instead of the account's own WeChat, and says where that failed", async () => {
    const world = await loggingIn([{ status: "logged-in", wxid: "wxid_other" }], { wxid: "wxid_me" });
    world.gateway.faults.logout.push(new AppError("unreachable", "no answer"));
    await world.pass(5);
    expect(world.gateway.calls).toContain("logout wx_app_1");
    expect((await world.account()).reason?.message).toMatch(/自动退出失败/);
    expect(await world.account()).toMatchObject({ wxid: "wxid_me" });
  });

  it("asks for the last time when 120 s are over: who confirms in the last second is logged in", async () => {
    const world = await loggingIn([...Array(23).fill({ status: "scanned" }), LOGGED_IN]);
    await world.pass(121);
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
  });

  it("tells the gateway's words where it never answered", async () => {
    const world = await loggingIn(Array(30).fill({ status: "unanswered", words: "HTTP 502" }));
    await world.pass(130);
    expect((await world.account()).reason?.message).toMatch(/HTTP 502/);
  });
});

function aCheck(): LoginCheck {
  return { status: "waiting", verifyUrl: "https://example.com/verify" };
}

describe("what a person has to do meanwhile", () => {
  it("is told once, with the page and the link of the check, and the login goes on", async () => {
    const world = await loggingIn([aCheck(), aCheck(), LOGGED_IN]);
    await world.pass(10);
    const required = world.events.published.filter(({ type }) => type === "LoginRequired");
    expect(required.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ reason: expect.objectContaining({ code: "login-scan" }) }),
      expect.objectContaining({
        reason: expect.objectContaining({ code: "new-device-check" }),
        qrUrl: expect.stringMatching(/^https:\/\/fleet\.example\.com\/login\/wx_app_1\/key-1-k+$/),
        verifyUrl: "https://example.com/verify",
      }),
    ]);
    expect(await world.logins.get("wx_app_1")).toMatchObject({ verifyUrl: "https://example.com/verify" });
    await world.pass(10);
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
  });

  it("hands a captcha over once, keeps it while nobody answers, and asks again for a wrong one", async () => {
    const wrong: LoginCheck = { status: "captcha", words: "验证码错误" };
    const world = await loggingIn([
      { status: "captcha", words: "请输入验证码" },
      { status: "unanswered", words: "timeout" },
      wrong,
      { status: "scanned" },
    ]);
    await world.pass(5);
    await world.logins.note("wx_app_1", 1, { captcha: "1111" });
    await world.pass(10);
    expect((await world.account()).reason?.message).toMatch(/验证码错误/);
    await world.logins.note("wx_app_1", 1, { captcha: "2222" });
    await world.pass(10);
    expect(world.gateway.calls.slice(1)).toEqual([
      "check wx_app_1 uuid-1",
      "check wx_app_1 uuid-1 1111",
      "check wx_app_1 uuid-1 1111",
      "check wx_app_1 uuid-1 2222",
      "check wx_app_1 uuid-1",
    ]);
    expect(await world.account()).toMatchObject({ state: "LOGGING_IN", reason: { code: "login-scan" } });
  });

  it("is not lost where the bus is away", async () => {
    const world = await loggingIn([aCheck()]);
    world.events.down.now = true;
    await world.pass(5);
    expect(await world.account()).toMatchObject({ reason: { code: "new-device-check" } });
  });
});

describe("the chain of polls", () => {
  it("is not forked by messages that come twice, nor taken up again by old ones", async () => {
    const world = await loggingIn([]);
    const task = { type: "poll-login", appId: "wx_app_1", epoch: 1, poll: 0 } as const;
    world.tasks.added.length = 0;
    await Promise.all([world.poll(task), world.poll(task), world.poll(task)]);
    expect(world.tasks.added).toEqual([{ task: expect.objectContaining({ ...task, poll: 1 }), delaySeconds: 5 }]);
    expect(world.counts.get('TaskStale{"task":"poll-login"}')).toBe(2);
    await world.poll({ ...task, epoch: 0 });
    await world.poll({ ...task, poll: 7 });
    expect(world.tasks.added).toHaveLength(1);
  });

  it("goes on where the answer to its count was lost: the message comes again", async () => {
    const world = await loggingIn([]);
    const [added] = world.tasks.added;
    if (added?.task.type !== "poll-login") throw new Error("the first poll is queued");
    const { appId, epoch, poll, ticket } = added.task;
    world.tasks.added.length = 0;
    await world.logins.countPoll(appId, epoch, poll, ticket);
    await world.poll(added.task);
    expect(world.tasks.added).toEqual([{ task: expect.objectContaining({ poll: 1 }), delaySeconds: 5 }]);
    await world.poll({ ...added.task, ticket: "another message" });
    expect(world.tasks.added).toHaveLength(1);
  });

  it("goes on by itself where a poll failed on our side", async () => {
    const world = await loggingIn([new AppError("internal", "the secret is unreadable"), LOGGED_IN]);
    await expect(world.pass(5)).rejects.toMatchObject({ code: "internal" });
    await world.pass(10);
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
  });

  it("that was lost is ended later by a last question", async () => {
    const world = await loggingIn([LOGGED_IN]);
    world.tasks.added.length = 0;
    world.clock.advance(150_000);
    await world.endStale({ type: "resume-login", appId: "wx_app_1", epoch: 1 });
    expect(await world.account()).toMatchObject({ state: "ONLINE" });
  });

  it("that never began is ended as well", async () => {
    const world = aLoginWorld([aNewcomer({ state: "LOGGING_IN", epoch: 4 })]);
    await world.endStale({ type: "resume-login", appId: "wx_app_1", epoch: 3 });
    expect(await world.account()).toMatchObject({ state: "LOGGING_IN" });
    await world.endStale({ type: "resume-login", appId: "wx_app_1", epoch: 4 });
    expect(await world.account()).toMatchObject({ state: "IDLE", reason: { code: "scan-timeout" } });
  });

  it("wherever a poll dies, the account ends ONLINE with its callback set, after the repair at the latest", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = await loggingIn([LOGGED_IN, LOGGED_IN, LOGGED_IN]);
      const task = { type: "poll-login", appId: "wx_app_1", epoch: 1, poll: 0 } as const;
      world.tasks.added.length = 0;
      await world
        .useCases(crash)
        .poll(task)
        .catch(() => undefined);
      await world.poll(task);
      await world.pass(120);
      const { state, epoch } = await world.account();
      if (state === "LOGGING_IN") await world.endStale({ type: "resume-login", appId: "wx_app_1", epoch });
      await world.pass(60);
      expect(await world.account(), where).toMatchObject({ state: "ONLINE", wxid: "wxid_me" });
      expect(
        world.gateway.calls.some((call) => call.startsWith("callback")),
        where,
      ).toBe(true);
    });
    expect(calls).toBeGreaterThan(6);
  });
});
