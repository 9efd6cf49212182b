import { describe, expect, it, vi } from "vitest";
import { createCircuitBreaker } from "../../../../shared/kernel/application/circuit-breaker.ts";
import { createMemoryCircuits } from "../../../../shared/platform/memory/circuits.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

function setUp() {
  const circuits = createMemoryCircuits();
  const clock = fakeClock();
  const { log, metrics, counts, lines } = recordingObservability();
  const breaker = () => createCircuitBreaker({ circuits, clock, metrics, log, upstream: "wechatapi" });
  return { circuits, clock, breaker, counts, lines };
}

const failFive = async (breaker: { failed(): Promise<void> }) => {
  for (let failure = 0; failure < 5; failure++) await breaker.failed();
};

describe("a circuit breaker", () => {
  it("lets tries through while it is closed, reading the store once a second", async () => {
    const { circuits, clock, breaker } = setUp();
    const read = vi.spyOn(circuits, "get");
    const mine = breaker();
    for (let ms = 0; ms < 1000; ms += 100) {
      expect(await mine.pause()).toBe(0);
      await mine.answered();
      clock.advance(100);
    }
    expect(read).toHaveBeenCalledTimes(1);
    await mine.pause();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("opens at the fifth failure, says so once, and counts down", async () => {
    const { clock, breaker, counts, lines } = setUp();
    const mine = breaker();
    await failFive(mine);
    expect(await mine.pause()).toBe(5000);
    clock.advance(4000);
    expect(await mine.pause()).toBe(1000);
    clock.advance(1000);
    expect(await mine.pause()).toBe(0);
    expect(counts.get("CircuitOpened")).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ level: "warn" })]);
  });

  it("stops other processes within a second", async () => {
    const { clock, breaker } = setUp();
    const [mine, other] = [breaker(), breaker()];
    expect(await other.pause()).toBe(0);
    await failFive(mine);
    clock.advance(1000);
    expect(await other.pause()).toBe(4000);
  });

  it("closes for all at the first answer after its pause", async () => {
    const { clock, breaker } = setUp();
    const [mine, other] = [breaker(), breaker()];
    await failFive(mine);
    clock.advance(5000);
    await other.answered();
    clock.advance(1000);
    expect(await mine.pause()).toBe(0);
    await mine.failed();
    expect(await mine.pause()).toBe(0);
  });

  it("opens again for longer when the try after its pause fails", async () => {
    const { clock, breaker, counts } = setUp();
    const mine = breaker();
    await failFive(mine);
    clock.advance(5000);
    await mine.failed();
    expect(await mine.pause()).toBe(10_000);
    expect(counts.get("CircuitOpened")).toBe(2);
  });
});
