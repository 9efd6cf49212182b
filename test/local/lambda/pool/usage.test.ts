import { expect, it } from "vitest";
import { createUsageMeter } from "../../../../local/lambda/pool/usage.ts";

it("work is billed by the function's share of a core, and waiting as long as it took", () => {
  // 442.25 MB are a quarter of a core.
  const [free, paced] = [createUsageMeter(442.25), createUsageMeter(442.25, true)];
  for (const meter of [free, paced]) {
    meter.initialized(100);
    meter.invoked({ kind: "ok", durationMs: 50 });
  }
  const gb = 442.25 / 1024;
  // Of 150 ms, 40 were work: they take 160 ms on Lambda.
  expect(free.read(40, 7)).toMatchObject({ gbMs: 150 * gb, billedGbMs: expect.closeTo(270 * gb, 6), logBytes: 7 });
  expect(paced.read(40, 7)).toMatchObject({ billedGbMs: 150 * gb });
});
