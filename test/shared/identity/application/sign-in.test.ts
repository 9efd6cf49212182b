import { beforeEach, describe, expect, it } from "vitest";
import type { ExchangedCode } from "../../../../shared/identity/application/ports/web-identity.ts";
import type { Beginning } from "../../../../shared/identity/domain/sign-in.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { accountRefused, aWebSignIn, PUBLIC_URL, SHOP, stateIn } from "../../../support/a-web-sign-in.ts";
import { NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const BEGINNING: Beginning = { redirect: "https://shop.example/account/?a=1", scope: "userinfo", repeats: 0 };

let world: ReturnType<typeof aWebSignIn>;

beforeEach(() => {
  world = aWebSignIn();
});

async function begin(browser = "browser-1", beginning = BEGINNING): Promise<string> {
  const started = await world.worker().start("wx_a", browser, beginning);
  if (started.type !== "started") throw new Error(`refused: ${started.reason}`);
  return stateIn(started.url);
}

async function comeBack(state: string, code: string, browser: string | null = "browser-1", last?: Beginning) {
  return world.worker().finish("wx_a", { state, code, browser: browser ?? undefined, last });
}

/** A sign-in that comes back with such a code. */
async function signIn(exchanged: ExchangedCode, beginning = BEGINNING) {
  return comeBack(await begin("browser-1", beginning), world.wechat.code(exchanged));
}

describe("the start of a sign-in", () => {
  it("leads to WeChat, which leads back to the account's own address with a new state each time", async () => {
    const started = await world.worker().start("wx_a", "browser-1", BEGINNING);
    if (started.type !== "started") throw new Error("refused");
    const asked = Object.fromEntries(new URL(started.url).searchParams);
    expect(asked).toMatchObject({ appId: "wx_a", scope: "userinfo", back: `${PUBLIC_URL}/oauth/wx_a/callback` });
    expect(await begin()).not.toBe(asked.state);
  });

  it("is refused for what the account does not allow, before anything is kept", async () => {
    const { start } = world.worker();
    for (const [appId, redirect] of [
      ["wx_a", "https://evil.example/"],
      ["wx_unknown", BEGINNING.redirect],
    ] as const) {
      const refused = await start(appId, "browser-1", { ...BEGINNING, redirect });
      expect(refused).toEqual({ type: "refused", reason: "redirect" });
    }
    world.wechat.credential = false;
    expect(await start("wx_a", "browser-1", BEGINNING)).toEqual({ type: "refused", reason: "account" });
  });
});

describe("the return from WeChat", () => {
  it("opens a session of the person, who is led to where they wanted", async () => {
    expect(await signIn(world.wechat.person("o1", "snsapi_userinfo", "u1"))).toEqual({
      type: "signed-in",
      location: "https://shop.example/account/?a=1#session-1",
      cookies: ["session=session-1"],
    });
    const person = { appId: "wx_a", openid: "o1", unionid: "u1", way: "userinfo" };
    expect(world.sessions.opened).toMatchObject([{ person }]);
    expect(world.observed.counts.get("SignedIn")).toBe(1);
    const kept = await world.grants.get("wx_a", "o1", NOON);
    expect(kept).toMatchObject({ grant: { refreshToken: "refresh-1", scope: "snsapi_userinfo" } });
  });

  it("knows a person as WeChat says, whatever was asked", async () => {
    await signIn(world.wechat.person("o1", "snsapi_base"));
    expect(world.sessions.opened).toMatchObject([{ person: { openid: "o1", way: "base" } }]);
  });

  it("is good once, for the browser and the account that began, for ten minutes", async () => {
    const code = () => world.wechat.code(world.wechat.person("o1"));
    const state = await begin();
    expect(await comeBack(state, code(), "browser-2")).toEqual({ type: "refused", reason: "state" });
    expect(await comeBack(state, code(), null)).toEqual({ type: "refused", reason: "state" });
    const { finish } = world.worker();
    world.access.set("wx_b", SHOP);
    const elsewhere = await finish("wx_b", { state, code: code(), browser: "browser-1", last: undefined });
    expect(elsewhere).toEqual({ type: "refused", reason: "state" });
    expect(await comeBack(state, code())).toMatchObject({ type: "signed-in" });
    expect(await comeBack(state, code())).toEqual({ type: "refused", reason: "state" });
    const late = await begin();
    world.clock.advance(600_000);
    expect(await comeBack(late, code())).toEqual({ type: "refused", reason: "state" });
    expect(await comeBack("made-up", code())).toEqual({ type: "refused", reason: "state" });
    expect(world.sessions.opened).toHaveLength(1);
    expect(world.wechat.calls).toHaveLength(1);
  });

  it("asks WeChat nothing for a state that is not its own", async () => {
    await comeBack("made-up", world.wechat.code(world.wechat.person("o1")), "browser-1", BEGINNING);
    expect(world.wechat.calls).toEqual([]);
  });

  it("begins again by itself where the state is not known and the browser knows what it began, twice at most", async () => {
    let last = BEGINNING;
    for (const repeats of [1, 2]) {
      const back = await comeBack("made-up", "code", "browser-1", last);
      expect(back).toEqual({ type: "again", reason: "state", beginning: { ...BEGINNING, repeats } });
      if (back.type === "again") last = back.beginning;
    }
    expect(await comeBack("made-up", "code", "browser-1", last)).toEqual({
      type: "refused",
      reason: "state",
      beginning: last,
    });
  });

  it.each([["used-code"], ["bad-code"], ["expired-code"]] as const)(
    "begins again by itself for a %s, twice at most",
    async (fault) => {
      const refused = { type: "refused", fault } as const;
      const first = await signIn(refused);
      expect(first).toMatchObject({ type: "again", reason: fault, beginning: { repeats: 1 } });
      const second = await signIn(refused, { ...BEGINNING, repeats: 1 });
      expect(second).toMatchObject({ type: "again", reason: fault, beginning: { repeats: 2 } });
      const third = await signIn(refused, { ...BEGINNING, repeats: 2 });
      expect(third).toMatchObject({ type: "refused", reason: fault, beginning: { redirect: BEGINNING.redirect } });
      expect(world.sessions.opened).toEqual([]);
    },
  );

  it.each(["", "authdeny"])("never begins again by itself for a person who refused (code %j)", async (code) => {
    const refused = await comeBack(await begin(), code);
    expect(refused).toEqual({ type: "refused", reason: "denied", beginning: BEGINNING });
    expect(world.wechat.calls).toEqual([]);
  });

  it("gives a virtual person no session and keeps nothing of them", async () => {
    expect(await signIn({ type: "snapshot" })).toEqual({ type: "refused", reason: "snapshot", beginning: BEGINNING });
    expect(world.sessions.opened).toEqual([]);
  });

  it("leads nowhere that the account has forbidden meanwhile", async () => {
    const state = await begin();
    world.access.set("wx_a", { ...SHOP, redirects: [] });
    const refused = await comeBack(state, world.wechat.code(world.wechat.person("o1")));
    expect(refused).toEqual({ type: "refused", reason: "redirect" });
    expect(world.wechat.calls).toEqual([]);
  });

  it("tells trouble of the account from trouble that passes, and logs both", async () => {
    world.wechat.trouble = accountRefused();
    expect(await signIn(world.wechat.person("o1"))).toMatchObject({ reason: "account", beginning: BEGINNING });
    world.wechat.trouble = new AppError("outcome-unknown", "system busy", { details: { cause: "busy", errcode: -1 } });
    expect(await signIn(world.wechat.person("o1"))).toMatchObject({ reason: "trouble", beginning: BEGINNING });
    expect(world.observed.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });

  it("signs a person in whose grant cannot be kept, and rings", async () => {
    world.grants.put = () => Promise.reject(new AppError("unavailable", "KMS is not available", { retryable: true }));
    expect(await signIn(world.wechat.person("o1"))).toMatchObject({ type: "signed-in" });
    expect(world.observed.counts.get("WebGrantNotKept")).toBe(1);
  });

  it("replaces the grant of an earlier sign-in, whose refresh token WeChat may take no more", async () => {
    await signIn(world.wechat.person("o1"));
    await signIn(world.wechat.person("o1", "snsapi_base"));
    const kept = await world.grants.get("wx_a", "o1", NOON);
    expect(kept).toMatchObject({ grant: { refreshToken: "refresh-2", scope: "snsapi_base" } });
  });
});

describe("a sign-in whose process dies", () => {
  it("at any call opens one session at most, and the person's next try goes well", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      world = aWebSignIn();
      const state = await begin();
      const code = world.wechat.code(world.wechat.person("o1"));
      const dying = await world.worker(crash).finish("wx_a", { state, code, browser: "browser-1", last: BEGINNING });
      const again = await comeBack(state, code, "browser-1", BEGINNING);
      const opened = world.sessions.opened.length;
      expect(opened, where).toBeLessThanOrEqual(1);
      if (dying.type !== "signed-in" && again.type !== "signed-in") {
        expect(again, where).toMatchObject({ type: "again", beginning: { redirect: BEGINNING.redirect } });
      }
      expect(await signIn(world.wechat.person("o1")), where).toMatchObject({ type: "signed-in" });
      expect(await world.grants.get("wx_a", "o1", NOON), where).toMatchObject({ grant: { scope: "snsapi_userinfo" } });
    });
    expect(calls).toBe(6);
  });
});
