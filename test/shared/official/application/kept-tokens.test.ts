import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemoryTokenStore } from "../../../../shared/official/adapters/memory-token-store.ts";
import { createKeptTokens, type KeptTokensDeps } from "../../../../shared/official/application/kept-tokens.ts";
import type { TokenSource } from "../../../../shared/official/application/ports/kept-tokens.ts";
import { keptTokenOf } from "../../../../shared/official/domain/kept-token.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const APP = "wx_a";

/** WeChat: normal mode gives the same token until its last five minutes; `calls` are the modes asked for. */
function weChat(clock: { now(): number }) {
  const calls: ("normal" | "forced")[] = [];
  let count = 0;
  let current = { value: "", until: 0 };
  const down = { now: false };
  const next = () => {
    count += 1;
    current = { value: `token-${count}`, until: clock.now() + 7_200_000 };
  };
  const source: TokenSource = {
    async ask(_appId, force) {
      calls.push(force ? "forced" : "normal");
      await new Promise(setImmediate);
      if (down.now) throw new AppError("unreachable", "no answer", { retryable: true });
      if (force || current.until - clock.now() < 300_000) next();
      return keptTokenOf("access", current.value, Math.floor((current.until - clock.now()) / 1000), clock.now());
    },
  };
  return { ...source, calls, down, current: () => current.value };
}

function setUp() {
  const clock = fakeClock();
  const store = createMemoryTokenStore();
  const source = weChat(clock);
  const observed = recordingObservability();
  const container = (changes: Partial<KeptTokensDeps> = {}) =>
    createKeptTokens("access", { store, source, clock, ...observed, ...changes });
  return { clock, store, source, container, ...observed };
}

/** A clock that stands still while a caller waits: the work of all others is done by then. */
const patient = (clock: { now(): number }) => ({
  now: () => clock.now(),
  sleep: () => new Promise<void>((done) => void setImmediate(done)),
});

describe("tokens", () => {
  it("are asked for once, and read by every other container", async () => {
    const { container, source, counts } = setUp();
    expect(await container().get(APP)).toBe("token-1");
    expect(await container().get(APP)).toBe("token-1");
    expect(source.calls).toEqual(["normal"]);
    expect(counts.get('TokenRefreshed{"kind":"access","mode":"normal"}')).toBe(1);
  });

  it("are remembered by a container until they are due", async () => {
    const { container, clock, store } = setUp();
    const reads: string[] = [];
    const get = async (appId: string) => {
      reads.push(appId);
      return store.get(appId);
    };
    const tokens = container({ store: { ...store, get } });
    await tokens.get(APP);
    await tokens.get(APP);
    expect(reads).toEqual([APP]);
    clock.advance(6_950_000);
    expect(await tokens.get(APP)).toBe("token-2");
  });

  it("are asked for by exactly one of 50 containers that find them expired", async () => {
    const { container, clock, source } = setUp();
    await container().get(APP);
    clock.advance(7_300_000);
    const all = Array.from({ length: 50 }, () => container({ clock: patient(clock) }));
    expect(new Set(await Promise.all(all.map((tokens) => tokens.get(APP))))).toEqual(new Set(["token-2"]));
    expect(source.calls).toEqual(["normal", "normal"]);
  });

  it("are forced by exactly one of 50 callers for whom the present one failed", async () => {
    const { container, clock, source } = setUp();
    const failed = await container().get(APP);
    const all = Array.from({ length: 50 }, () => container({ clock: patient(clock) }));
    const fresh = await Promise.all(all.map((tokens) => tokens.refreshed(APP, failed)));
    expect(new Set(fresh)).toEqual(new Set(["token-2"]));
    expect(source.calls).toEqual(["normal", "normal", "forced"]);
  });

  it("are asked for once by all callers of one container", async () => {
    const { container, source } = setUp();
    const tokens = container();
    await Promise.all(Array.from({ length: 50 }, () => tokens.get(APP)));
    expect(source.calls).toEqual(["normal"]);
  });

  it("that failed are not forced where normal mode gives another one", async () => {
    const { container, clock, source } = setUp();
    const tokens = container();
    const failed = await tokens.get(APP);
    clock.advance(7_000_000);
    expect(await tokens.refreshed(APP, failed)).toBe("token-2");
    expect(source.calls).toEqual(["normal", "normal"]);
  });

  it("that somebody else has renewed are read, not asked for", async () => {
    const { container, source } = setUp();
    const [a, b] = [container(), container()];
    const failed = await a.get(APP);
    await b.get(APP);
    await a.refreshed(APP, failed);
    expect(await b.refreshed(APP, failed)).toBe("token-2");
    expect(await b.refreshed(APP, failed)).toBe("token-2");
    expect(source.calls).toEqual(["normal", "normal", "forced"]);
  });

  it("are not forced twice within 30 s", async () => {
    const { container, clock, source } = setUp();
    const tokens = container();
    const second = await tokens.refreshed(APP, await tokens.get(APP));
    await expect(tokens.refreshed(APP, second)).rejects.toMatchObject({
      code: "throttled",
      retryable: true,
      details: { cause: "account-refused" },
    });
    expect(source.calls.filter((mode) => mode === "forced")).toHaveLength(1);
    clock.advance(30_000);
    expect(await tokens.refreshed(APP, second)).toBe("token-3");
  });

  it("that are still good serve while WeChat does not answer", async () => {
    const { container, clock, source, counts, lines } = setUp();
    const tokens = container();
    await tokens.get(APP);
    clock.advance(6_950_000);
    source.down.now = true;
    expect(await tokens.get(APP)).toBe("token-1");
    expect(await tokens.get(APP)).toBe("token-1");
    expect(source.calls).toHaveLength(2);
    expect(counts.get("TokenNotRefreshed")).toBe(1);
    expect(lines.at(-1)?.message).toContain("still serves");
    clock.advance(10_000);
    source.down.now = false;
    expect(await tokens.get(APP)).toBe("token-2");
  });

  it("that are still good serve while somebody else asks", async () => {
    const { container, clock, store, source } = setUp();
    await container().get(APP);
    clock.advance(6_950_000);
    await store.acquire(APP, clock.now() + 15_000, clock.now());
    expect(await container().get(APP)).toBe("token-1");
    expect(source.calls).toHaveLength(1);
  });

  it("are an error where WeChat does not answer and there is none", async () => {
    const { container, source } = setUp();
    source.down.now = true;
    const tokens = container();
    await expect(tokens.get(APP)).rejects.toMatchObject({ code: "unreachable" });
    source.down.now = false;
    expect(await tokens.get(APP)).toBe("token-1");
  });

  it("are waited for some seconds, not for ever", async () => {
    const { container, clock, store } = setUp();
    await store.acquire(APP, clock.now() + 15_000, clock.now());
    await expect(container().get(APP)).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      details: { cause: "not-prepared" },
    });
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(6000);
  });

  it("keep their error where the lease cannot be ended either", async () => {
    const { container, source, store, lines } = setUp();
    source.down.now = true;
    const release = () => Promise.reject(new Error("the store is away"));
    await expect(container({ store: { ...store, release } }).get(APP)).rejects.toMatchObject({ code: "unreachable" });
    expect(lines.map(({ message }) => message)).toContain("a token's lease was not ended");
  });
});

describe("a holder that is too late", () => {
  it("does not overwrite what the next one put, and hands that on", async () => {
    const { container, clock, store, source } = setUp();
    const slow: TokenSource = {
      async ask() {
        clock.advance(20_000);
        await container().get(APP);
        return keptTokenOf("access", "stale", 7200, clock.now());
      },
    };
    expect(await container({ source: slow }).get(APP)).toBe("token-1");
    expect((await store.get(APP))?.token?.value).toBe("token-1");
    expect(source.calls).toEqual(["normal"]);
  });

  it("does not force either", async () => {
    const { container, clock, store, source } = setUp();
    const failed = await container().get(APP);
    const slow: TokenSource = {
      async ask(appId, force) {
        clock.advance(20_000);
        await container().refreshed(appId, failed);
        return source.ask(appId, force).then(() => keptTokenOf("access", failed, 7200, clock.now()));
      },
    };
    expect(await container({ source: slow }).refreshed(APP, failed)).toBe("token-2");
    expect((await store.get(APP))?.token?.value).toBe("token-2");
    expect(source.calls.filter((mode) => mode === "forced")).toHaveLength(1);
  });

  it("uses what somebody else has put between its look and its lease", async () => {
    const { container, store, source } = setUp();
    let looked = false;
    const get = async (appId: string) => {
      const found = await store.get(appId);
      if (!looked) {
        looked = true;
        await container().get(APP);
      }
      return found;
    };
    expect(await container({ store: { ...store, get } }).get(APP)).toBe("token-1");
    expect(source.calls).toEqual(["normal"]);
    expect(await store.acquire(APP, Number.MAX_SAFE_INTEGER, 0)).toBeDefined();
  });
});

describe("a holder that dies", () => {
  it("at any call is followed by another one, and nobody is left with the token that failed", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const { container, clock, store, source } = setUp();
      const failed = await container().get(APP);
      clock.advance(60_000);
      await container({ store: crash.port(store), source: crash.port(source) })
        .refreshed(APP, failed)
        .catch(() => "it died");
      // The lease ends, and so does WeChat's pause between two forced tokens.
      clock.advance(30_000);
      expect(await container().refreshed(APP, failed), where).toBe(source.current());
      expect(source.current(), where).not.toBe(failed);
      expect(source.calls.filter((mode) => mode === "forced").length, where).toBeLessThanOrEqual(2);
    });
    expect(crashes).toBe(6);
  });

  it("before its lease is over keeps others off no longer than that", async () => {
    const { container, clock, store, source } = setUp();
    const dead = crashAt(2, "before");
    await expect(container({ store: dead.port(store), source: dead.port(source) }).get(APP)).rejects.toThrow();
    expect(source.calls).toEqual([]);
    clock.advance(15_000);
    expect(await container().get(APP)).toBe("token-1");
  });
});
