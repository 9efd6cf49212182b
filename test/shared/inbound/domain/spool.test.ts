import fc from "fast-check";
import { expect, it } from "vitest";
import { SPOOL_SHARDS, spoolShard } from "../../../../shared/inbound/domain/spool.ts";

it("gives an account the same shard always, and one that exists", () => {
  fc.assert(
    fc.property(fc.string(), (appId) => {
      const shard = spoolShard(appId);
      expect(shard).toBe(spoolShard(appId));
      expect(Number.isInteger(shard) && shard >= 0 && shard < SPOOL_SHARDS).toBe(true);
    }),
  );
});

it("spreads the accounts over all shards", () => {
  const counts = new Array<number>(SPOOL_SHARDS).fill(0);
  for (let index = 0; index < 8000; index++) {
    const shard = spoolShard(`wx_${index}`);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(800);
});
