import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createJoin } from "../../../shared/platform/join.ts";

type Call = { readonly items: readonly string[]; end(): void; fail(error: Error): void };

/** A join whose calls end when the test says so; the key of an item is its first letter. */
function aJoin(
  starts: "now" | "turn",
  most = 3,
  fits: (taken: readonly string[], item: string) => boolean = () => true,
) {
  const calls: Call[] = [];
  const join = createJoin<string, string>({
    most,
    starts,
    keyOf: (item) => item.charAt(0),
    fits,
    call: (items) =>
      new Promise((resolve, reject) => {
        calls.push({ items, end: () => resolve(items.map((item) => `${item}!`)), fail: reject });
      }),
  });
  return { join, calls, seen: () => calls.map(({ items }) => items.join(" ")) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("joined calls", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("let a lone item go at once, and what comes meanwhile together after it", async () => {
    const { join, calls, seen } = aJoin("now");
    const results = [join("a1"), join("b1"), join("a2")];
    expect(seen()).toEqual(["a1"]);
    calls[0]?.end();
    expect(await results[0]).toBe("a1!");
    await turn();
    expect(seen()).toEqual(["a1", "b1 a2"]);
    calls[1]?.end();
    expect(await Promise.all(results)).toEqual(["a1!", "b1!", "a2!"]);
  });

  it("take together what comes in one turn, as many as a call takes", async () => {
    const { join, seen } = aJoin("turn");
    for (const item of ["a", "b", "c", "d"]) void join(item);
    expect(seen()).toEqual([]);
    await turn();
    expect(seen()).toEqual(["a b c", "d"]);
  });

  it("start beside others once they are full, and never with a key that is under way", async () => {
    const { join, calls, seen } = aJoin("now");
    for (const item of ["a1", "a2", "b1", "c1"]) void join(item);
    expect(seen()).toEqual(["a1"]);
    void join("d1");
    expect(seen()).toEqual(["a1", "b1 c1 d1"]);
    calls[1]?.end();
    await turn();
    expect(seen()).toEqual(["a1", "b1 c1 d1"]);
    calls[0]?.end();
    await turn();
    expect(seen()).toEqual(["a1", "b1 c1 d1", "a2"]);
  });

  it("wait for others no longer than their patience", async () => {
    const { join, seen } = aJoin("now");
    for (const item of ["a1", "b1", "a2"]) void join(item);
    await vi.advanceTimersByTimeAsync(50);
    expect(seen()).toEqual(["a1", "b1"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(seen()).toEqual(["a1", "b1"]);
  });

  it("fail what waits behind a failed call of its key, so that it does not overtake", async () => {
    const { join, calls, seen } = aJoin("now");
    const results = ["a1", "a2", "b1"].map((item) => join(item));
    calls[0]?.fail(new Error("away"));
    await expect(results[0]).rejects.toThrow("away");
    await expect(results[1]).rejects.toThrow("away");
    await turn();
    expect(seen()).toEqual(["a1", "b1"]);
  });

  it("keep the order of a key where an item does not fit", async () => {
    const { join, calls, seen } = aJoin("now", 3, (taken) => taken.length < 2);
    for (const item of ["a", "b", "c1", "c2"]) void join(item);
    calls[0]?.end();
    await turn();
    expect(seen()).toEqual(["a", "b c1"]);
    calls[1]?.end();
    await turn();
    expect(seen()).toEqual(["a", "b c1", "c2"]);
  });
});
