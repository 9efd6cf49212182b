import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIsMiniProgram } from "../../../../../shared/identity/application/mini/is-mini-program.ts";
import { createMiniLogin } from "../../../../../shared/identity/application/mini/log-in.ts";
import { aMiniProgram, MINI_APP, OFFICIAL_APP } from "../../../../support/a-mini-program.ts";
import { anAccount } from "../../../../support/builders.ts";
import { Crash, withEveryCrash } from "../../../../support/faults.ts";

const unreadable = { code: "unprocessable", message: expect.stringContaining("log in again") };

describe("a login in a mini program", () => {
  it("begins a session of the person, and keeps WeChat's key here", async () => {
    const world = aMiniProgram();
    const login = await world.login()(MINI_APP, world.code("o1"));
    expect(login).toEqual({ token: "token-1", expiresAt: world.clock.now() + 7_200_000 });
    expect(world.sessions.opened[0]?.person).toEqual({ appId: MINI_APP, openid: "o1", way: "mini-program" });
    expect(await world.openidOf(MINI_APP, login.token)).toBe("o1");
    expect(await world.keys.open(MINI_APP, "o1", world.clock.now())).toBe(world.sessionKeys.get("o1"));
  });

  it("tells the session of the unionid where WeChat tells it", async () => {
    const { keys, sessions, clock } = aMiniProgram();
    const exchange = async () => ({ openid: "o1", sessionKey: "k", unionid: "u1" });
    const isMiniProgram = async () => true;
    await createMiniLogin({ isMiniProgram, miniPrograms: { exchange }, keys, sessions, clock })(MINI_APP, "c");
    expect(sessions.opened[0]?.person).toMatchObject({ unionid: "u1" });
  });

  it("serves once for each code", async () => {
    const world = aMiniProgram();
    const code = world.code("o1");
    await world.login()(MINI_APP, code);
    await expect(world.login()(MINI_APP, code)).rejects.toMatchObject({ code: "conflict" });
    await expect(world.login()(MINI_APP, "made up")).rejects.toMatchObject({ code: "unauthorized" });
    expect(world.sessions.opened).toHaveLength(1);
  });

  it.each([
    ["an Official Account", OFFICIAL_APP],
    ["a personal account", "wx_personal"],
    ["an account that is not registered", "wx_heard_of"],
    ["no account", "wx_unknown"],
  ])("at %s is refused as a wrong code is, and WeChat is not asked", async (_what, appId) => {
    const world = aMiniProgram();
    const words = { code: "unauthorized", message: "the code is wrong or has expired: log in again (wx.login)" };
    await expect(world.login()(appId, world.code("o1"))).rejects.toMatchObject(words);
    expect(world.exchanges).toEqual([]);
  });

  it("holds for a mini program within 5 s of its registration, and asks for the account once in them", async () => {
    const world = aMiniProgram();
    let asked = 0;
    async function get(appId: string) {
      asked++;
      return world.accounts.get(appId);
    }
    const isMiniProgram = createIsMiniProgram({ accounts: { get }, clock: world.clock });
    expect(await isMiniProgram("wx_new")).toBe(false);
    await world.accounts.register(anAccount({ appId: "wx_new", channel: "mini-program" }));
    world.clock.advance(4999);
    expect(await isMiniProgram("wx_new")).toBe(false);
    world.clock.advance(1);
    expect(await isMiniProgram("wx_new")).toBe(true);
    expect(asked).toBe(2);
  });

  it("replaces the key of the one before, whose data no longer opens", async () => {
    const world = aMiniProgram();
    await world.login()(MINI_APP, world.code("o1"));
    const old = world.encrypt("o1", { steps: 1 });
    world.clock.advance(1);
    await world.login()(MINI_APP, world.code("o1"));
    await expect(world.readData(MINI_APP, "o1", old)).rejects.toMatchObject(unreadable);
    expect(await world.readData(MINI_APP, "o1", world.encrypt("o1", { steps: 2 }))).toMatchObject({ steps: 2 });
  });

  it("that began later keeps its key, whichever of many ends first", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2 }), async (ends) => {
        const { keys, sessions, clock } = aMiniProgram();
        const answers = new Map<string, () => void>();
        const exchange = (_appId: string, code: string) =>
          new Promise<{ openid: string; sessionKey: string }>((resolve) => {
            answers.set(code, () => resolve({ openid: "o1", sessionKey: `key of ${code}` }));
          });
        const isMiniProgram = async () => true;
        const login = createMiniLogin({ isMiniProgram, miniPrograms: { exchange }, keys, sessions, clock });
        const running = new Map<number, Promise<unknown>>();
        for (const index of ends.toSorted()) {
          running.set(index, login(MINI_APP, String(index)));
          // The exchange begins once the account was looked up.
          await setImmediate();
          clock.advance(1);
        }
        for (const index of ends) {
          answers.get(String(index))?.();
          await running.get(index);
        }
        expect(await keys.open(MINI_APP, "o1", clock.now())).toBe(`key of ${Math.max(...ends)}`);
        expect(sessions.opened).toHaveLength(ends.length);
      }),
    );
  });

  it("has its key kept wherever a session began: the process may die at any call", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = aMiniProgram();
      await world
        .login(crash)(MINI_APP, world.code("o1"))
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      const kept = await world.keys.open(MINI_APP, "o1", world.clock.now());
      if (world.sessions.opened.length > 0) expect(kept, where).toBe(world.sessionKeys.get("o1"));
      world.clock.advance(1);
      const { token } = await world.login()(MINI_APP, world.code("o1"));
      expect(await world.openidOf(MINI_APP, token), where).toBe("o1");
      const data = world.encrypt("o1", { steps: 3 });
      expect(await world.readData(MINI_APP, "o1", data), where).toMatchObject({ steps: 3 });
    });
    expect(calls).toBe(4);
  });
});

describe("a session's token", () => {
  it.each([
    ["is missing", undefined, MINI_APP, "mini-program", 0],
    ["is made up", "token-9", MINI_APP, "mini-program", 0],
    ["is another account's", "token-1", "wx_other", "mini-program", 0],
    ["is over", "token-1", MINI_APP, "mini-program", 7_200_000],
    ["is of a web page", "token-1", MINI_APP, "userinfo", 0],
  ] as const)("that %s names no person", async (_what, token, appId, way, wait) => {
    const { sessions, openidOf, clock } = aMiniProgram();
    await sessions.open({ appId: MINI_APP, openid: "o1", way });
    clock.advance(wait);
    await expect(openidOf(appId, token)).rejects.toMatchObject({ code: "unauthorized" });
  });
});

describe("a person's data", () => {
  async function loggedIn() {
    const world = aMiniProgram();
    await world.login()(MINI_APP, world.code("o1"));
    return world;
  }

  it("is checked against its signature where that comes with it", async () => {
    const world = await loggedIn();
    const rawData = '{"nickName":"Band"}';
    const signed = { ...world.encrypt("o1", { nickName: "Band" }), rawData, signature: world.sign("o1", rawData) };
    expect(await world.readData(MINI_APP, "o1", signed)).toMatchObject({ nickName: "Band" });
    const forged = { ...signed, rawData: '{"nickName":"Bond"}' };
    await expect(world.readData(MINI_APP, "o1", forged)).rejects.toMatchObject(unreadable);
  });

  it("does not open for another person, after a day, or for another app", async () => {
    const world = await loggedIn();
    await world.login()(MINI_APP, world.code("o2"));
    const data = world.encrypt("o1", { steps: 1 });
    await expect(world.readData(MINI_APP, "o2", data)).rejects.toMatchObject(unreadable);
    await expect(world.readData(MINI_APP, "o3", data)).rejects.toMatchObject(unreadable);
    const other = world.encrypt("o1", {}, "wx_other");
    await expect(world.readData(MINI_APP, "o1", other)).rejects.toMatchObject(unreadable);
    world.clock.advance(86_400_000);
    const late = world.encrypt("o1", { steps: 1 });
    await expect(world.readData(MINI_APP, "o1", late)).rejects.toMatchObject(unreadable);
  });

  it("is a phone number by a code, or encrypted as before; of this app alone", async () => {
    const world = await loggedIn();
    const number = { phoneNumber: "13580006666", purePhoneNumber: "13580006666", countryCode: "86" };
    expect(await world.readPhone(MINI_APP, "o1", { code: "c" })).toEqual(number);
    expect(await world.readPhone(MINI_APP, "o1", world.encrypt("o1", number))).toEqual(number);
    await expect(world.readPhone(MINI_APP, "o1", { code: "of-another-app" })).rejects.toMatchObject(unreadable);
    await expect(world.readPhone(MINI_APP, "o1", world.encrypt("o1", { nickName: "x" }))).rejects.toMatchObject(
      unreadable,
    );
  });
});
