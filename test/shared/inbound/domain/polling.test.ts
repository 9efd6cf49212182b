import { expect, it } from "vitest";
import { pollBackoff, pollShardOf } from "../../../../shared/inbound/domain/polling.ts";

it("spreads a thousand accounts over forty shards, about 25 each, by their appIds alone", () => {
  const sizes = Array.from({ length: 40 }, () => 0);
  for (let account = 0; account < 1000; account++) {
    const shard = pollShardOf(`wx_${account}`, 40);
    sizes[shard] = (sizes[shard] ?? 0) + 1;
  }
  expect(Math.min(...sizes)).toBeGreaterThan(10);
  expect(Math.max(...sizes)).toBeLessThan(45);
  expect(pollShardOf("wx_1", 1)).toBe(0);
});

it("asks a failing account again after 1 s, then ever later, up to half a minute", () => {
  expect([1, 2, 3, 5, 6, 50].map(pollBackoff)).toEqual([1000, 2000, 4000, 16_000, 30_000, 30_000]);
});
