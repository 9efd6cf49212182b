import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import { createMemoryParking } from "../../../../shared/outbound/adapters/memory-parking.ts";
import { createParkCommands, type Waiting } from "../../../../shared/outbound/application/park-commands.ts";
import { type ChangeVisibility, createWakeParked } from "../../../../shared/outbound/application/wake-parked.ts";
import type { Lane } from "../../../../shared/outbound/domain/lane.ts";
import { anAccount } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const OFFLINE = anAccount({ state: "RECONNECTING" });

/** A queue that remembers each message's last visibility. */
function aQueue() {
  const seconds = new Map<string, number>();
  const calls: string[][] = [];
  const fails = { next: undefined as Error | undefined, refused: 0 };
  const changeVisibility: ChangeVisibility = async (changes) => {
    calls.push(changes.map(({ receiptHandle }) => receiptHandle));
    if (fails.next) throw fails.next;
    for (const change of changes) seconds.set(change.receiptHandle, change.seconds);
    return fails.refused;
  };
  return { seconds, calls, fails, changeVisibility };
}

const both = (changeVisibility: ChangeVisibility) => ({ live: changeVisibility, bulk: changeVisibility });

function setUp(accounts: readonly Account[] = [OFFLINE], lane: Lane = "live") {
  const observed = recordingObservability();
  const queue = aQueue();
  const stores = { accounts: createMemoryAccounts(accounts), parking: createMemoryParking() };
  const deps = { ...observed, ...stores, lane, clock: fakeClock(), changeVisibility: both(queue.changeVisibility) };
  return { ...observed, ...stores, ...queue, deps, park: createParkCommands(deps), wake: createWakeParked(deps) };
}

const asleep = (receiptHandle: string, changes: Partial<Waiting> = {}): Waiting => ({
  appId: "wx_app_1",
  receiptHandle,
  delaySeconds: 12,
  parked: true,
  ...changes,
});

describe("commands that wait", () => {
  it("sleep, and are woken in order when their account comes online", async () => {
    const { park, wake, seconds, calls, counts } = setUp();
    await park([asleep("r1"), asleep("r2")]);
    expect([...seconds]).toEqual([
      ["r1", 12],
      ["r2", 12],
    ]);
    await wake("wx_app_1");
    expect(calls.at(-1)).toEqual(["r1", "r2"]);
    expect([...seconds.values()]).toEqual([0, 0]);
    expect(counts.get("CommandWoken")).toBe(2);
    await wake("wx_app_1");
    expect(calls).toHaveLength(2);
  });

  it("are not remembered where they wait for tokens only", async () => {
    const { park, wake, calls } = setUp();
    await park([asleep("r1", { parked: false })]);
    await wake("wx_app_1");
    expect(calls).toEqual([["r1"]]);
  });

  it("wake at once if the account came online while they were put to sleep", async () => {
    const { park, seconds, parking, deps } = setUp([anAccount({ state: "ONLINE" })]);
    await park([asleep("r1"), asleep("r2")]);
    expect([...seconds.values()]).toEqual([0, 0]);
    expect(await parking.parked("wx_app_1", deps.clock.now())).toEqual({ live: [], bulk: [] });
  });

  it("cost no call where there are none", async () => {
    const { park, calls, counts } = setUp();
    await park([]);
    expect(calls).toEqual([]);
    expect(counts.size).toBe(0);
  });

  it("come back late where their visibility cannot be changed, and that is said", async () => {
    const { park, fails, counts, lines } = setUp();
    fails.next = new Error("SQS is down");
    await park([asleep("r1"), asleep("r2")]);
    expect(counts.get("VisibilityNotChanged")).toBe(2);
    expect(lines).toHaveLength(1);
    fails.next = undefined;
    fails.refused = 1;
    await park([asleep("r1")]);
    expect(counts.get("VisibilityNotChanged")).toBe(3);
  });

  it("keep their handles for the next try where the queue does not answer the wake-up", async () => {
    const { park, wake, fails, seconds } = setUp();
    await park([asleep("r1")]);
    fails.next = new Error("SQS is down");
    await expect(wake("wx_app_1")).rejects.toThrow("SQS is down");
    fails.next = undefined;
    await wake("wx_app_1");
    expect(seconds.get("r1")).toBe(0);
  });

  it("of one account do not depend on another's trouble", async () => {
    const { park, parking, seconds, wake, lines } = setUp([OFFLINE, anAccount({ appId: "wx_b", state: "ERROR" })]);
    const { save } = parking;
    parking.save = (appId, ...saved) =>
      appId === "wx_app_1" ? Promise.reject(new Error("throttled")) : save(appId, ...saved);
    await park([asleep("r1"), asleep("r2", { appId: "wx_b" })]);
    await wake("wx_b");
    expect([...seconds.values()]).toEqual([12, 0]);
    expect(lines).toEqual([expect.objectContaining({ level: "error" })]);
  });
});

it("a wake-up reaches what was parked wherever the sender dies while parking, or the sleep ends by itself", async () => {
  await withEveryCrash(async (crash) => {
    const { deps, wake, seconds } = setUp();
    const dying = createParkCommands({
      ...deps,
      accounts: crash.port(deps.accounts),
      parking: crash.port(deps.parking),
      changeVisibility: crash.port(deps.changeVisibility),
    });
    await dying([asleep("r1")]);
    await wake("wx_app_1");
    // Undefined: the message keeps the visibility of its receive; 12: it sleeps 12 s; 0: woken.
    expect([undefined, 12, 0]).toContain(seconds.get("r1"));
    if (!crash.crashed()) expect(seconds.get("r1")).toBe(0);
  });
});

it("a wake-up that dies halfway is made good by the next", async () => {
  await withEveryCrash(async (crash) => {
    const { deps, park, wake, seconds, parking } = setUp();
    await park([asleep("r1"), asleep("r2")]);
    const dying = createWakeParked({
      ...deps,
      parking: crash.port(deps.parking),
      changeVisibility: crash.port(deps.changeVisibility),
    });
    await dying("wx_app_1").catch(() => undefined);
    await wake("wx_app_1");
    expect([...seconds.values()]).toEqual([0, 0]);
    expect(await parking.parked("wx_app_1", deps.clock.now())).toEqual({ live: [], bulk: [] });
  });
});

it("coming online wakes replies first, then broadcasts, each in its own queue", async () => {
  const { deps, park, parking } = setUp();
  const woken: string[] = [];
  const changeOf =
    (lane: Lane): ChangeVisibility =>
    async (changes) => {
      for (const { receiptHandle, seconds } of changes) woken.push(`${lane} ${receiptHandle} ${seconds}`);
      return 0;
    };
  const parkBulk = createParkCommands({ ...deps, lane: "bulk" });
  await parkBulk([asleep("b1")]);
  await park([asleep("l1"), asleep("l2")]);
  await createWakeParked({ ...deps, changeVisibility: { live: changeOf("live"), bulk: changeOf("bulk") } })("wx_app_1");
  expect(woken).toEqual(["live l1 0", "live l2 0", "bulk b1 0"]);
  expect(await parking.parked("wx_app_1", deps.clock.now())).toEqual({ live: [], bulk: [] });
});

it("a wake-up leaves alone what was parked while it went on", async () => {
  const { deps, park, parking, changeVisibility } = setUp();
  await park([asleep("r1")]);
  const wake = createWakeParked({
    ...deps,
    changeVisibility: both(async (changes) => {
      await parking.save("wx_app_1", "live", ["r2"], deps.clock.now());
      return changeVisibility(changes);
    }),
  });
  await wake("wx_app_1");
  expect(await parking.parked("wx_app_1", deps.clock.now())).toEqual({ live: ["r2"], bulk: [] });
});
