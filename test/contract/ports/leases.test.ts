import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("leases", (fresh) => {
  it("belong to one owner until they are released", async () => {
    const { leases } = await fresh();
    expect(await leases.acquire("drain", "a", 1000, NOON)).toBe(true);
    expect(await leases.acquire("drain", "b", 1000, NOON)).toBe(false);
    expect(await leases.acquire("other", "b", 1000, NOON)).toBe(true);
    await leases.release("drain", "b");
    expect(await leases.acquire("drain", "b", 1000, NOON)).toBe(false);
    await leases.release("drain", "a");
    expect(await leases.acquire("drain", "b", 1000, NOON)).toBe(true);
  });

  it("are gone at the millisecond at which they end", async () => {
    const { leases } = await fresh();
    await leases.acquire("drain", "a", 1000, NOON);
    expect(await leases.acquire("drain", "b", 1000, NOON + 999)).toBe(false);
    expect(await leases.acquire("drain", "b", 1000, NOON + 1000)).toBe(true);
  });

  it("can be renewed by their owner", async () => {
    const { leases } = await fresh();
    await leases.acquire("drain", "a", 1000, NOON);
    expect(await leases.acquire("drain", "a", 1000, NOON + 500)).toBe(true);
    expect(await leases.acquire("drain", "b", 1000, NOON + 1200)).toBe(false);
  });

  it("go to exactly one of many", async () => {
    const { leases } = await fresh();
    const won = await Promise.all(Array.from({ length: 20 }, (_, i) => leases.acquire("drain", `o${i}`, 1000, NOON)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it("can be released without having been there", async () => {
    const { leases } = await fresh();
    await expect(leases.release("drain", "a")).resolves.toBeUndefined();
  });
});
