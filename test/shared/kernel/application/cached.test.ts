import { describe, expect, it } from "vitest";
import { cached } from "../../../../shared/kernel/application/cached.ts";
import { fakeClock } from "../../../support/fake-clock.ts";

function setUp() {
  const clock = fakeClock();
  const loaded: string[] = [];
  const failing = new Set<string>();
  const cache = cached(clock, 1000, async (key) => {
    loaded.push(key);
    if (failing.has(key)) throw new Error(`no ${key}`);
    return `${key}${loaded.length}`;
  });
  return { clock, cache, loaded, failing };
}

describe("a cache", () => {
  it("remembers each key until its time is over", async () => {
    const { clock, cache } = setUp();
    expect([await cache.get("a"), await cache.get("b"), await cache.get("a")]).toEqual(["a1", "b2", "a1"]);
    clock.advance(999);
    expect(await cache.get("a")).toBe("a1");
    clock.advance(1);
    expect(await cache.get("a")).toBe("a3");
  });

  it("shares a load that is under way", async () => {
    const { cache, loaded } = setUp();
    await Promise.all([cache.get("a"), cache.get("a"), cache.get("a")]);
    expect(loaded).toEqual(["a"]);
  });

  it("does not remember a failure", async () => {
    const { cache, failing } = setUp();
    failing.add("a");
    await expect(cache.get("a")).rejects.toThrow("no a");
    failing.clear();
    expect(await cache.get("a")).toBe("a2");
  });

  it("forgets what it is told to", async () => {
    const { cache } = setUp();
    await cache.get("a");
    cache.forget("a");
    expect(await cache.get("a")).toBe("a2");
  });

  it("does not believe for longer when the clock was set back", async () => {
    const { clock, cache } = setUp();
    await cache.get("a");
    clock.advance(-3_600_000);
    expect(await cache.get("a")).toBe("a2");
  });

  it("keeps a later value when an earlier load fails late", async () => {
    const clock = fakeClock();
    const rejects: ((error: Error) => void)[] = [];
    let loads = 0;
    const cache = cached(clock, 1000, () => {
      loads += 1;
      return loads === 1 ? new Promise<number>((_resolve, reject) => rejects.push(reject)) : Promise.resolve(loads);
    });
    const slow = cache.get("a").catch(() => -1);
    cache.forget("a");
    expect(await cache.get("a")).toBe(2);
    rejects[0]?.(new Error("late"));
    expect(await slow).toBe(-1);
    expect(await cache.get("a")).toBe(2);
  });

  it("drops the key that was loaded longest ago when it knows 10,000", async () => {
    const { clock, cache, loaded } = setUp();
    await cache.get("a");
    await cache.get("b");
    clock.advance(1000);
    await cache.get("a");
    for (let number = 0; number < 9999; number++) await cache.get(String(number));
    loaded.length = 0;
    await cache.get("a");
    await cache.get("b");
    expect(loaded).toEqual(["b"]);
  });
});
