import { describe, expect, it, vi } from "vitest";
import {
  type Admission,
  type CircuitBreaker,
  createCircuitBreaker,
  type Permit,
  PLAIN_RULE,
  SHARED_RULE,
} from "../../../../shared/kernel/application/circuit-breaker.ts";
import { createMemoryCircuits } from "../../../../shared/platform/memory/circuits.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

function setUp(rule = PLAIN_RULE) {
  const circuits = createMemoryCircuits();
  const clock = fakeClock();
  const { log, metrics, counts, lines } = recordingObservability();
  const outages: unknown[] = [];
  const staysOpen = async (outage: unknown) => void outages.push(outage);
  const deps = { circuits, clock, metrics, log, rule, kind: "upstream", staysOpen } as const;
  const breaker = () => createCircuitBreaker({ ...deps, upstream: "wechatapi" });
  return { circuits, clock, breaker, counts, lines, outages };
}

function permitOf(admission: Admission): Permit {
  if (!admission.granted) throw new Error(`refused for ${admission.pauseMs} ms`);
  return admission;
}
const pauseOf = async (breaker: CircuitBreaker) => {
  const admission = await breaker.ask();
  return admission.granted ? 0 : admission.pauseMs;
};
const fail = async (breaker: CircuitBreaker, times = 1, caller = "") => {
  for (let failure = 0; failure < times; failure++) await permitOf(await breaker.ask()).failed(caller);
};
const answer = async (breaker: CircuitBreaker, times = 1) => {
  for (let call = 0; call < times; call++) await permitOf(await breaker.ask()).answered();
};

const OPENED = 'CircuitOpened{"circuit":"upstream"}';

describe("a circuit breaker", () => {
  it("lets calls through while it is closed, reads the store once a second, and writes nothing of successes", async () => {
    const { circuits, clock, breaker } = setUp();
    const read = vi.spyOn(circuits, "get");
    const report = vi.spyOn(circuits, "report");
    const mine = breaker();
    for (let ms = 0; ms < 1000; ms += 100) {
      await answer(mine);
      clock.advance(100);
    }
    expect(read).toHaveBeenCalledTimes(1);
    await answer(mine);
    expect(read).toHaveBeenCalledTimes(2);
    expect(report).not.toHaveBeenCalled();
  });

  it("opens at half of the calls and more, says so once, and counts down", async () => {
    const { clock, breaker, counts, lines } = setUp();
    const mine = breaker();
    await answer(mine, 2);
    await fail(mine, 4);
    expect(await pauseOf(mine)).toBe(0);
    await fail(mine);
    expect(await pauseOf(mine)).toBe(5000);
    clock.advance(4000);
    expect(await pauseOf(mine)).toBe(1000);
    expect(counts.get(OPENED)).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ level: "warn" })]);
  });

  it("stays closed where fewer fail, however many they are", async () => {
    const { clock, breaker, counts } = setUp();
    const mine = breaker();
    for (let round = 0; round < 500; round++) {
      await answer(mine, 2);
      await fail(mine);
      clock.advance(50);
    }
    expect(counts.size).toBe(0);
  });

  it("reports few of many successes, so that an outage is noticed soon", async () => {
    const { breaker } = setUp();
    const mine = breaker();
    await answer(mine, 10_000);
    for (let failures = 1; ; failures++) {
      await fail(mine);
      if ((await pauseOf(mine)) === 0) continue;
      expect(failures).toBe(5);
      break;
    }
  });

  it("does not count successes of long ago", async () => {
    const { circuits, clock, breaker } = setUp();
    const mine = breaker();
    await answer(mine, 4);
    clock.advance(31_000);
    await fail(mine);
    expect(await circuits.get("wechatapi")).toMatchObject({ calls: 1, failures: 1 });
  });

  it("that accounts share does not open for one of them", async () => {
    const { breaker, counts } = setUp(SHARED_RULE);
    const mine = breaker();
    await fail(mine, 100, "wx_a");
    expect(counts.size).toBe(0);
    await fail(mine, 1, "wx_b");
    expect(counts.get(OPENED)).toBe(1);
  });

  it("stops other processes within a second", async () => {
    const { clock, breaker } = setUp();
    const [mine, other] = [breaker(), breaker()];
    expect(await pauseOf(other)).toBe(0);
    await fail(mine, 5);
    clock.advance(1000);
    expect(await pauseOf(other)).toBe(4000);
  });

  it("is opened once where several processes fail at the same time", async () => {
    const { breaker, counts, circuits } = setUp();
    const all = Array.from({ length: 10 }, () => breaker());
    const permits = await Promise.all(all.map(async (one) => permitOf(await one.ask())));
    await Promise.all(permits.map((permit) => permit.failed()));
    expect(counts.get(OPENED)).toBe(1);
    expect(await circuits.get("wechatapi")).toMatchObject({ trips: 1 });
  });
});

describe("after the pause of an open circuit", () => {
  async function opened() {
    const world = setUp();
    const [mine, other] = [world.breaker(), world.breaker()];
    await fail(mine, 5);
    world.clock.advance(5000);
    return { ...world, mine, other };
  }

  it("one call is let through, and the others ask again soon", async () => {
    const { mine, other } = await opened();
    const probe = await other.ask();
    expect(probe.granted).toBe(true);
    expect([await pauseOf(other), await pauseOf(mine)]).toEqual([1000, 1000]);
  });

  it("its answer closes the circuit for all", async () => {
    const { mine, other, clock } = await opened();
    await answer(other);
    clock.advance(1000);
    await fail(mine);
    expect(await pauseOf(mine)).toBe(0);
  });

  it("its failure opens the circuit for longer", async () => {
    const { other, counts } = await opened();
    await fail(other);
    expect(await pauseOf(other)).toBe(10_000);
    expect(counts.get(OPENED)).toBe(2);
  });

  it("another call is let through when the first one told nothing in its time", async () => {
    const { mine, other, clock } = await opened();
    await other.ask();
    clock.advance(11_999);
    expect(await pauseOf(mine)).toBeGreaterThan(0);
    clock.advance(1);
    expect(await pauseOf(mine)).toBe(0);
  });

  it("the process that made no call may still make it", async () => {
    const { mine, other } = await opened();
    permitOf(await other.ask()).unused();
    expect(await pauseOf(mine)).toBe(1000);
    await answer(other);
    expect(await pauseOf(other)).toBe(0);
  });

  it("calls from before the opening neither close it nor open it for longer", async () => {
    const { clock, breaker, circuits } = setUp();
    const mine = breaker();
    const early = await Promise.all([mine.ask(), mine.ask()]);
    await fail(mine, 5);
    await permitOf(early[0]).answered();
    await permitOf(early[1]).failed();
    expect(await circuits.get("wechatapi")).toMatchObject({ trips: 1 });
    clock.advance(1000);
    expect(await pauseOf(mine)).toBe(4000);
  });

  it("an outage that goes on for half a minute is told once", async () => {
    const { mine, clock, outages } = await opened();
    for (let trip = 0; trip < 6; trip++) {
      await fail(mine);
      clock.advance(60_000);
    }
    expect(outages).toEqual([expect.objectContaining({ upstream: "wechatapi" })]);
  });
});
