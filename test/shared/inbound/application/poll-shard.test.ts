import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryHeldAnswers } from "../../../../shared/inbound/adapters/memory-held-answers.ts";
import { createMemoryPollCursors } from "../../../../shared/inbound/adapters/memory-poll-cursors.ts";
import { createPollAccount } from "../../../../shared/inbound/application/poll-account.ts";
import { createPollShard } from "../../../../shared/inbound/application/poll-shard.ts";
import type { Leases } from "../../../../shared/kernel/application/ports/leases.ts";
import type { Clock } from "../../../../shared/kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { createMemoryLeases } from "../../../../shared/platform/memory/leases.ts";
import { aPolledGateway } from "../../../support/a-polled-gateway.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds } from "../../../support/recording-ports.ts";

const clock: Clock = { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
const SHARD = { index: 0, of: 1 };
const names = (count: number) => Array.from({ length: count }, (_, index) => `wx_${String(index).padStart(2, "0")}`);

function aFleet(appIds: readonly string[], options: { cursors?: boolean; leases?: Leases } = {}) {
  const gateway = aPolledGateway(options);
  const leases = options.leases ?? createMemoryLeases();
  const received: InboundMessage[] = [];
  const refuses = { now: false };
  const observability = recordingObservability();
  const accounts = createMemoryAccounts(appIds.map((appId) => anAccount({ appId, ingest: "poll" })));
  const newId = countingIds("poller");
  const deps = { ...observability, clock, newId, leases, accounts };
  const pollAccount = createPollAccount({
    ...deps,
    source: gateway.source,
    cursors: createMemoryPollCursors(),
    heldAnswers: createMemoryHeldAnswers(),
    async receive(message) {
      if (refuses.now) throw new Error("neither queue nor spool");
      received.push(message);
    },
  });
  const poll = createPollShard({ ...deps, pollAccount });
  const ids = (appId: string) => received.filter((message) => message.appId === appId).map(({ newMsgId }) => newMsgId);
  return {
    ...observability,
    gateway,
    leases,
    accounts,
    received,
    refuses,
    ids,
    /** One invocation, which begins now. */
    invoke: (shard = SHARD, seconds = 65) =>
      poll(shard, {
        stopAt: Date.now() + seconds * 1000,
        giveUpAt: Date.now() + (seconds + 15) * 1000,
        callTimeout: 5000,
      }),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a shard of 25 accounts", () => {
  it("is polled every 500 ms for a minute, spread over the half second, one call an account at a time", async () => {
    const { gateway, invoke, ids, counts } = aFleet(names(25));
    gateway.state.trouble = async () => {
      await clock.sleep(80);
      return "works";
    };
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(10_000);
    gateway.write("wx_07", "1", "2", "3");
    await vi.advanceTimersByTimeAsync(600);
    expect(ids("wx_07")).toEqual(["1", "2", "3"]);
    await vi.advanceTimersByTimeAsync(60_000);
    await minute;
    for (const appId of names(25)) expect(gateway.callsOf(appId)).toHaveLength(130);
    expect(gateway.state.mostAtOnce).toBe(1);
    const firsts = new Set(gateway.calls.slice(0, 25).map(({ at }) => at - NOON));
    expect(firsts.size).toBe(25);
    expect(counts.get("PollCalls")).toBe(25 * 130);
    expect(counts.get("PollMessages")).toBe(3);
  });

  it("does not wait for one that hangs: that one is asked ever less often, and not near the end", async () => {
    const { gateway, invoke, counts, lines } = aFleet(names(25));
    gateway.state.trouble = async (appId) => {
      if (appId !== "wx_03") return "works";
      await clock.sleep(5000);
      return "fails";
    };
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(65_001);
    await minute;
    for (const appId of names(25)) {
      if (appId !== "wx_03") expect(gateway.callsOf(appId)).toHaveLength(130);
    }
    const starts = gateway.callsOf("wx_03").map(({ at }) => Math.round((at - NOON) / 1000));
    expect(starts).toEqual([0, 6, 13, 22, 35, 56]);
    expect(counts.get('PollFailed{"reason":"unreachable"}')).toBe(6);
    expect(lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  it("is asked at its usual pace again once a failing account answers", async () => {
    const { gateway, invoke, ids } = aFleet(names(2));
    const down = { until: NOON + 4000 };
    gateway.state.trouble = async () => (Date.now() < down.until ? "fails" : "works");
    gateway.write("wx_00", "1");
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ids("wx_00")).toEqual(["1"]);
    const late = gateway.callsOf("wx_00").filter(({ at }) => at > NOON + 8000);
    expect(late.length).toBeGreaterThanOrEqual(3);
    await vi.advanceTimersByTimeAsync(60_000);
    await minute;
  });
});

describe("the accounts of a shard", () => {
  it("are the registered ones that are set to polling; each belongs to one shard", async () => {
    const { gateway, invoke, accounts } = aFleet(names(30));
    await accounts.flagUnknown("wx_unknown", "", NOON);
    await accounts.register(anAccount({ appId: "wx_called_back", ingest: "callback" }));
    const pollers = [0, 1, 2].map((index) => invoke({ index, of: 3 }, 1));
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(pollers);
    expect([...new Set(gateway.calls.map(({ appId }) => appId))].sort()).toEqual(names(30));
    for (const appId of names(30)) expect(gateway.callsOf(appId)).toHaveLength(2);
  });

  it("cost nothing but one list where there are none: no lease is taken", async () => {
    const { invoke, leases } = aFleet([]);
    const acquire = vi.spyOn(leases, "acquire");
    await invoke();
    expect(acquire).not.toHaveBeenCalled();
  });
});

describe("from one poller to the next", () => {
  it("goes a shard without a gap of a second and without two at once, and no message twice", async () => {
    const { gateway, invoke, ids } = aFleet(names(25));
    gateway.state.trouble = async () => {
      await clock.sleep(120);
      return "works";
    };
    const written: string[] = [];
    const pollers: Promise<void>[] = [];
    for (let second = 0; second < 190; second++) {
      if ([0, 61, 119].includes(second)) pollers.push(invoke());
      written.push(String(second));
      gateway.write("wx_11", String(second));
      await vi.advanceTimersByTimeAsync(1000);
    }
    await Promise.all(pollers);
    expect(gateway.state.mostAtOnce).toBe(1);
    const times = gateway.callsOf("wx_11").map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(1200);
    expect(ids("wx_11")).toEqual(written.slice(0, ids("wx_11").length));
    expect(ids("wx_11").length).toBeGreaterThan(180);
  });

  it("waits until the lease of one that died runs out, 15 s at most", async () => {
    const { gateway, invoke, leases } = aFleet(names(1));
    await leases.acquire("poll#1#0", "a dead poller", 15_000, NOON);
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(14_900);
    expect(gateway.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(600);
    expect(gateway.calls.length).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(60_000);
    await minute;
  });

  it("is not done by one that comes after its minute", async () => {
    const { gateway, invoke } = aFleet(names(1));
    await invoke(SHARD, 0);
    expect(gateway.calls).toEqual([]);
  });

  it("ends the second of two invocations for the same minute after 20 s", async () => {
    const { gateway, invoke, counts } = aFleet(names(1));
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(100);
    const second = invoke();
    await vi.advanceTimersByTimeAsync(20_000);
    await second;
    expect(counts.get("PollShardTaken")).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    await minute;
    expect(gateway.callsOf("wx_00")).toHaveLength(130);
  });

  it("stops one that lost its lease, as after a process was frozen", async () => {
    const { gateway, invoke, leases, counts } = aFleet(names(3));
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(3000);
    await leases.release("poll#1#0", "poller-000001");
    await leases.acquire("poll#1#0", "another", 60_000, Date.now());
    await vi.advanceTimersByTimeAsync(4000);
    await minute;
    expect(counts.get("PollLeaseLost")).toBe(1);
    expect(Math.max(...gateway.calls.map(({ at }) => at))).toBeLessThan(NOON + 6000);
  });

  it("leaves a lease that cannot be given back to run out", async () => {
    const { gateway, invoke, leases, lines } = aFleet(names(1));
    const release = vi.spyOn(leases, "release").mockRejectedValueOnce(new Error("throttled"));
    const first = invoke(SHARD, 5);
    await vi.advanceTimersByTimeAsync(5000);
    await first;
    expect(lines).toMatchObject([{ level: "error", message: "a lease was not given back; it runs out" }]);
    release.mockRestore();
    const next = invoke();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(gateway.calls.at(-1)?.at).toBeGreaterThan(NOON + 14_000);
    await vi.advanceTimersByTimeAsync(60_000);
    await next;
  });

  it("goes on while the lease's store fails, for as long as the lease certainly lasts, and again when it answers", async () => {
    const leases = createMemoryLeases();
    const { gateway, invoke, counts } = aFleet(names(1), { leases });
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(1000);
    const acquire = vi.spyOn(leases, "acquire").mockRejectedValue(new Error("throttled"));
    await vi.advanceTimersByTimeAsync(14_000);
    const before = gateway.calls.at(-1)?.at ?? 0;
    expect(before).toBeGreaterThan(NOON + 8000);
    expect(before).toBeLessThanOrEqual(NOON + 10_000);
    acquire.mockRestore();
    await vi.advanceTimersByTimeAsync(60_000);
    await minute;
    expect(counts.get("PollLeaseNotRenewed")).toBeGreaterThan(0);
    expect(gateway.calls.at(-1)?.at).toBeGreaterThan(NOON + 60_000);
  });
});

describe("a message that neither queue nor spool takes", () => {
  it("is offered again until one does, before anything behind it", async () => {
    const { gateway, invoke, ids, refuses } = aFleet(names(1), { cursors: false });
    gateway.write("wx_00", "1", "2");
    refuses.now = true;
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(gateway.calls).toHaveLength(1);
    gateway.write("wx_00", "3");
    refuses.now = false;
    await vi.advanceTimersByTimeAsync(60_000);
    await minute;
    expect(ids("wx_00")).toEqual(["1", "2", "3"]);
  });

  it("is counted as lost where the read consumed it alone and nobody took it until the very end", async () => {
    const { gateway, invoke, counts, refuses } = aFleet(names(1), { cursors: false });
    gateway.write("wx_00", "1");
    refuses.now = true;
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(90_000);
    await minute;
    expect(counts.get("PollLost")).toBe(1);
  });

  it("waits with those read beside it for the next poller, where the read consumed them", async () => {
    const { gateway, invoke, counts, refuses, ids } = aFleet(names(1), { cursors: false });
    gateway.write("wx_00", "1", "2");
    refuses.now = true;
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(90_000);
    await minute;
    expect(counts.has("PollLost")).toBe(false);
    refuses.now = false;
    gateway.write("wx_00", "3");
    const next = invoke();
    await vi.advanceTimersByTimeAsync(70_000);
    await next;
    expect(ids("wx_00")).toEqual(["1", "2", "3"]);
  });

  it("is read again by the next poller where there is a cursor", async () => {
    const { gateway, invoke, counts, refuses, ids } = aFleet(names(1));
    gateway.write("wx_00", "1", "2");
    refuses.now = true;
    const minute = invoke();
    await vi.advanceTimersByTimeAsync(90_000);
    await minute;
    refuses.now = false;
    const next = invoke();
    await vi.advanceTimersByTimeAsync(66_000);
    await next;
    expect(counts.get("PollLost")).toBeUndefined();
    expect(ids("wx_00")).toEqual(["1", "2"]);
  });
});
