import { describe, expect, it } from "vitest";
import { HOLDER_TAKES, LEASE } from "../../../../shared/identity/application/grants/refresh-grant.ts";
import { GRANT_LIFE } from "../../../../shared/identity/domain/web-grant.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { TIMEOUTS } from "../../../../shared/names.ts";
import { aWebGrant } from "../../../support/a-web-grant.ts";
import { accountRefused, aWebSignIn } from "../../../support/a-web-sign-in.ts";
import { NOON } from "../../../support/builders.ts";
import { Crash, meanwhileAt, withEveryCrash } from "../../../support/faults.ts";

const HOUR = 3_600_000;

/** A person whose access token is about to end. */
async function granted() {
  const world = aWebSignIn();
  const person = world.wechat.person("o1");
  if (person.type !== "person") throw new Error("a person is granted to");
  const { accessToken, refreshToken } = person.tokens;
  await world.grants.put("wx_a", "o1", aWebGrant({ accessToken, refreshToken }));
  await world.sessions.open({ appId: "wx_a", openid: "o1", way: "userinfo" });
  await world.sessions.open({ appId: "wx_a", openid: "o2", way: "userinfo" });
  world.clock.advance(2 * HOUR);
  return world;
}

const openidsOf = ({ sessions }: Awaited<ReturnType<typeof granted>>) =>
  sessions.opened.map(({ person }) => person.openid);

describe("a grant", () => {
  it("serves as it is for as long as its access token does", async () => {
    const world = aWebSignIn();
    await world.grants.put("wx_a", "o1", aWebGrant());
    world.clock.advance(7_200_000 - 300_001);
    expect(await world.worker().refresh("wx_a", "o1")).toEqual({ type: "granted", grant: aWebGrant() });
    expect(world.wechat.calls).toEqual([]);
  });

  it("is renewed near the end of its access token, and where WeChat refused that", async () => {
    const world = await granted();
    const first = await world.worker().refresh("wx_a", "o1");
    expect(first).toMatchObject({
      grant: { accessToken: "access-2", refreshToken: "refresh-2", accessUntil: NOON + 4 * HOUR },
    });
    expect(await world.worker().refresh("wx_a", "o1")).toEqual(first);
    expect(await world.worker().refresh("wx_a", "o1", "access-1")).toEqual(first);
    expect(await world.worker().refresh("wx_a", "o1", "access-2")).toMatchObject({
      grant: { accessToken: "access-3" },
    });
    expect(world.wechat.calls).toEqual(["refresh refresh-1", "refresh refresh-2"]);
    expect(world.observed.counts.get("WebGrantRefreshed")).toBe(2);
  });

  it("is asked for once by many at once, in one container and in several", async () => {
    const world = await granted();
    const workers = Array.from({ length: 6 }, () => world.worker());
    const all = await Promise.all([...workers, ...workers].map(({ refresh }) => refresh("wx_a", "o1")));
    expect(world.wechat.calls).toEqual(["refresh refresh-1"]);
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it("is asked for once however long its holder may take, its platform's tokens and the write included", async () => {
    const world = await granted();
    const { renew } = world.grants;
    const { refresh } = world.identity;
    const waiting = { code: "unavailable", retryable: true };
    const other = world.worker();
    world.identity.refresh = async (...asked) => {
      // The other one waits for eight seconds.
      world.clock.advance(HOLDER_TAKES.platformTokens + HOLDER_TAKES.calls - 8000);
      await expect(other.refresh("wx_a", "o1")).rejects.toMatchObject(waiting);
      return refresh(...asked);
    };
    const startedAt = world.clock.now();
    const slowWrite = { tries: 0 };
    world.grants.renew = async (...given) => {
      if (slowWrite.tries++ > 0) return renew(...given);
      world.clock.advance(HOLDER_TAKES.write - 101);
      const now = world.clock.now();
      expect(await world.grants.acquire("wx_a", "o1", now + 1, now)).toBeUndefined();
      throw new AppError("unavailable", "DynamoDB is not available", { retryable: true });
    };
    expect(await world.worker().refresh("wx_a", "o1")).toMatchObject({ grant: { refreshToken: "refresh-2" } });
    expect(world.clock.now() - startedAt).toBeGreaterThan(LEASE - 500);
    expect(world.wechat.calls).toEqual(["refresh refresh-1"]);
  });

  it("is held for as long as the deadlines of what its holder does, and longer than the holder's function runs", () => {
    const { componentCall, oauthCall, oauth } = TIMEOUTS;
    expect(LEASE).toBeGreaterThanOrEqual(2 * (componentCall + oauthCall) * 1000 + HOLDER_TAKES.write);
    expect(LEASE).toBeGreaterThan(oauth * 1000);
  });

  it("keeps its time where WeChat gives the refresh token again", async () => {
    const world = await granted();
    world.identity.refresh = async () => ({
      scope: "snsapi_userinfo",
      refreshToken: "refresh-1",
      accessToken: "access-9",
      expiresInSeconds: 7200,
    });
    expect(await world.worker().refresh("wx_a", "o1")).toMatchObject({ grant: { until: NOON + GRANT_LIFE } });
  });

  it("is lost at no point where the process dies, also between WeChat's answer and the write", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = await granted();
      await world
        .worker(crash)
        .refresh("wx_a", "o1")
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      world.clock.advance(LEASE);
      const after = await world.worker().refresh("wx_a", "o1");
      expect(after.type, where).toBe("granted");
      const kept = await world.grants.get("wx_a", "o1", world.clock.now());
      expect(after, where).toEqual({ type: "granted", grant: kept?.grant });
      expect(await world.worker().refresh("wx_a", "o1", kept?.grant?.accessToken), where).toMatchObject({
        type: "granted",
      });
      expect(openidsOf(world), where).toEqual(["o1", "o2"]);
    });
    expect(calls).toBe(4);
  });

  it("is written in the end where the store fails for a while", async () => {
    const world = await granted();
    const { renew } = world.grants;
    let fails = 3;
    world.grants.renew = async (...args) => {
      fails -= 1;
      if (fails >= 0) throw new AppError("unavailable", "DynamoDB is not available", { retryable: true });
      return renew(...args);
    };
    expect(await world.worker().refresh("wx_a", "o1")).toMatchObject({ grant: { refreshToken: "refresh-2" } });
    expect(world.wechat.calls).toHaveLength(1);
  });

  it("stays where WeChat is down, which the next one finds out by itself", async () => {
    const world = await granted();
    world.wechat.trouble = new AppError("unreachable", "no answer", { retryable: true });
    await expect(world.worker().refresh("wx_a", "o1")).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(world.observed.counts.get("WebGrantNotRefreshed")).toBe(1);
    world.wechat.trouble = undefined;
    expect(await world.worker().refresh("wx_a", "o1")).toMatchObject({ type: "granted" });
  });

  it("tells nothing of the account that WeChat refuses, which is no refusal of the person", async () => {
    const world = await granted();
    world.wechat.trouble = accountRefused();
    const error = await world
      .worker()
      .refresh("wx_a", "o1")
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable", details: { cause: "account-refused", errcode: 40125 } });
    expect(String(error)).not.toContain("AppSecret");
    expect(openidsOf(world)).toEqual(["o1", "o2"]);
  });

  it("keeps others waiting for eight seconds at most", async () => {
    const world = await granted();
    await world.grants.acquire("wx_a", "o1", world.clock.now() + 60_000, world.clock.now());
    await expect(world.worker().refresh("wx_a", "o1")).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(world.wechat.calls).toEqual([]);
  });
});

describe("a grant that WeChat takes no more", () => {
  it("ends, and with it the person's sessions and no one else's", async () => {
    const world = await granted();
    world.wechat.endAll();
    expect(await world.worker().refresh("wx_a", "o1")).toEqual({ type: "ended" });
    expect(openidsOf(world)).toEqual(["o2"]);
    expect(await world.grants.get("wx_a", "o1", world.clock.now())).toBeUndefined();
    expect(await world.worker().refresh("wx_a", "o1")).toEqual({ type: "ended" });
    expect(world.wechat.calls).toHaveLength(1);
    expect(world.observed.counts.get("WebGrantEnded")).toBe(1);
  });

  it("ends also where the process dies at any call", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = await granted();
      world.wechat.endAll();
      await world
        .worker(crash)
        .refresh("wx_a", "o1")
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      world.clock.advance(LEASE);
      expect(await world.worker().refresh("wx_a", "o1"), where).toEqual({ type: "ended" });
      expect(openidsOf(world), where).toEqual(["o2"]);
      expect(await world.grants.get("wx_a", "o1", world.clock.now()), where).toBeUndefined();
    });
    expect(calls).toBe(6);
  });

  it("leaves alone whoever signs in meanwhile, at whatever moment that is", async () => {
    for (let n = 0; ; n += 1) {
      const world = await granted();
      world.wechat.endAll();
      const signIn = meanwhileAt(n, async () => {
        world.clock.advance(1000);
        const person = world.wechat.person("o1");
        if (person.type !== "person") return;
        const { accessToken, refreshToken } = person.tokens;
        const now = world.clock.now();
        await world.grants.put("wx_a", "o1", aWebGrant({ accessToken, refreshToken, accessUntil: now + 2 * HOUR }));
        await world.sessions.open({ appId: "wx_a", openid: "o1", way: "userinfo" });
        world.clock.advance(1000);
      });
      await world.worker(signIn).refresh("wx_a", "o1");
      if (!signIn.reached()) return;
      const kept = await world.grants.get("wx_a", "o1", world.clock.now());
      expect(kept, `call ${n}`).toMatchObject({ grant: { refreshToken: "refresh-2" } });
      const ofPerson = world.sessions.opened.filter(({ person }) => person.openid === "o1");
      expect(ofPerson.at(-1)?.createdAt, `call ${n}`).toBe(NOON + 2 * HOUR + 1000);
    }
  });
});
