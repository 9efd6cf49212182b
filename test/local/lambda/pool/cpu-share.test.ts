import { describe, expect, it } from "vitest";
import { cpuShareOf } from "../../../../local/lambda/worker/cpu-share.ts";
import { aPool } from "./a-pool.ts";

/** Needs the processor for `event.ms`, and then waits for `event.pauseMs`; answers its processor time and the time it took. */
const SOURCE = `
exports.handler = async ({ ms, pauseMs }) => {
  const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const before = cpu();
  const startedAt = performance.now();
  while (cpu() - before < ms);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return { tookMs: performance.now() - startedAt };
};`;

async function took(pool: Awaited<ReturnType<typeof aPool>>["pool"], ms: number, pauseMs = 0): Promise<number> {
  const outcome = await pool.invoke({ ms, pauseMs });
  if (outcome === "throttled" || outcome.kind !== "ok") throw new Error(JSON.stringify(outcome));
  return Number(Object(outcome.payload).tookMs);
}

it.each([
  [128, 0.07],
  [512, 0.29],
  [1769, 1],
  [3008, 1],
])("a function of %d MB has %d of a core", (memoryMb, share) => {
  expect(cpuShareOf(memoryMb)).toBeCloseTo(share, 2);
});

describe.runIf(process.platform === "linux")("a function that has its share of a core", () => {
  it("takes as much longer for its work, in one long invocation and in many short ones", async () => {
    await using fixture = await aPool(SOURCE, { memoryMb: 512, concurrency: 1, paced: true, timeoutSeconds: 60 });
    expect(await took(fixture.pool, 300)).toBeGreaterThan(300 / 0.29 - 120);
    const startedAt = performance.now();
    for (let call = 0; call < 100; call++) await took(fixture.pool, 3);
    expect(performance.now() - startedAt).toBeGreaterThan(300 / 0.29 - 120);
  }, 60_000);

  it("waits as long as ever for what needs no processor", async () => {
    await using fixture = await aPool(SOURCE, { memoryMb: 512, concurrency: 1, paced: true });
    await took(fixture.pool, 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const cpuBefore = fixture.pool.usage().cpuMs;
    const ms = await took(fixture.pool, 0, 500);
    expect(ms).toBeGreaterThanOrEqual(499);
    expect(fixture.pool.usage().cpuMs - cpuBefore).toBeLessThan(100);
  }, 60_000);

  it("can be killed while it is stopped", async () => {
    await using fixture = await aPool(SOURCE, { memoryMb: 128, concurrency: 1, paced: true, timeoutSeconds: 1 });
    expect(await fixture.pool.invoke({ ms: 60_000, pauseMs: 0 })).toMatchObject({ kind: "timeout" });
    expect(await took(fixture.pool, 0)).toBeLessThan(2_000);
  }, 60_000);
});
