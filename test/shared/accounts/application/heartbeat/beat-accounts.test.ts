import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryPulses } from "../../../../../shared/accounts/adapters/memory-pulses.ts";
import { createBeatAccounts } from "../../../../../shared/accounts/application/heartbeat/beat-accounts.ts";
import type { Connection } from "../../../../../shared/accounts/application/ports/connections.ts";
import type { Account } from "../../../../../shared/accounts/domain/account.ts";
import { reasonOf } from "../../../../../shared/accounts/domain/reason.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { createMemorySettings } from "../../../../../shared/operators/adapters/memory-settings.ts";
import { createMemoryParking } from "../../../../../shared/outbound/adapters/memory-parking.ts";
import { aMover } from "../../../../support/a-mover.ts";
import { anAccount, NOON } from "../../../../support/builders.ts";

const HOUR = 3_600_000;

/** Accounts with their heart; `says` is what the gateway answers for an account, online unless told. */
function setUp(changes: Partial<Account> = {}, others: readonly Account[] = []) {
  const accounts = createMemoryAccounts([anAccount({ stateSince: NOON, ...changes }), ...others]);
  const parking = createMemoryParking();
  const pulses = createMemoryPulses({ accounts, parking });
  const mover = aMover(accounts);
  const says = new Map<string, Connection | (() => Promise<Connection>)>();
  const calls: string[] = [];
  const connections = {
    async checkOnline(appId: string) {
      calls.push(`check ${appId}`);
      const answer = says.get(appId) ?? "online";
      return typeof answer === "function" ? answer() : answer;
    },
    async reconnect(appId: string) {
      calls.push(`reconnect ${appId}`);
    },
  };
  const deps = { ...mover, accounts, pulses, connections, settings: createMemorySettings() };
  const run = createBeatAccounts(deps);
  const beat = (...appIds: string[]) =>
    run({ appIds: appIds.length > 0 ? appIds : ["wx_app_1"], dueAt: mover.clock.now() });
  const state = async () => (await accounts.get("wx_app_1"))?.state;
  return { ...mover, parking, pulses, says, calls, run, beat, state };
}

describe("the beat of an account that is online", () => {
  it("is one call, and no write, while it stays so", async () => {
    const { beat, calls, events, state } = setUp();
    await beat();
    expect(calls).toEqual(["check wx_app_1"]);
    expect(events.published).toEqual([]);
    expect(await state()).toBe("ONLINE");
  });

  it.each([
    ["offline", "RECONNECTING", "beat-failed"],
    ["banned", "ERROR", "banned"],
    ["device-gone", "ERROR", "device-gone"],
  ] as const)("moves it when the gateway says %s", async (connection, state, code) => {
    const { beat, says, accounts } = setUp();
    says.set("wx_app_1", connection);
    await beat();
    expect(await accounts.get("wx_app_1")).toMatchObject({ state, reason: { code } });
  });

  it("changes nothing where the gateway says nothing", async () => {
    const { beat, says, state, counts } = setUp();
    says.set("wx_app_1", () => Promise.reject(new AppError("unreachable", "no answer")));
    await beat();
    expect(await state()).toBe("ONLINE");
    expect(counts.get('BeatUnanswered{"code":"unreachable"}')).toBe(1);
  });

  it("waits until a period after the last call that proved its life", async () => {
    const { beat, pulses, clock, calls, beats } = setUp();
    await pulses.alive("wx_app_1", NOON - 12_500);
    await beat();
    expect(calls).toEqual([]);
    expect(beats.added).toEqual([{ appIds: ["wx_app_1"], dueAt: NOON + 18_000, nextAt: NOON + 30_000 }]);
    clock.advance(18_000);
    await beat();
    expect(calls).toEqual(["check wx_app_1"]);
  });

  it("puts accounts that wait for the same second into one message", async () => {
    const { beat, pulses, beats } = setUp({}, [anAccount({ appId: "wx_b" }), anAccount({ appId: "wx_c" })]);
    for (const [appId, ago] of [
      ["wx_app_1", 5100],
      ["wx_b", 5900],
      ["wx_c", 9000],
    ] as const)
      await pulses.alive(appId, NOON - ago);
    await beat("wx_app_1", "wx_b", "wx_c");
    expect(beats.added).toEqual([
      { appIds: ["wx_app_1", "wx_b"], dueAt: NOON + 25_000, nextAt: NOON + 30_000 },
      { appIds: ["wx_c"], dueAt: NOON + 21_000, nextAt: NOON + 30_000 },
    ]);
  });

  it("renews the connection where nothing was heard for three hours, once in that time", async () => {
    const { beat, pulses, clock, calls } = setUp();
    await pulses.heard("wx_app_1", NOON);
    clock.advance(3 * HOUR - 1);
    await beat();
    expect(calls).toEqual(["check wx_app_1"]);
    clock.advance(1);
    await beat();
    await beat();
    expect(calls.filter((call) => call.startsWith("reconnect"))).toHaveLength(1);
    await pulses.heard("wx_app_1", clock.now());
    clock.advance(3 * HOUR);
    await beat();
    expect(calls.filter((call) => call.startsWith("reconnect"))).toHaveLength(2);
  });

  it("wakes parked commands that nobody woke", async () => {
    const { beat, parking, woken } = setUp();
    await parking.save("wx_app_1", "live", ["r1"], NOON);
    await beat();
    expect(woken).toEqual(["wx_app_1"]);
  });

  it("holds also for an epoch that began before the gateway was asked", async () => {
    const { beat, says, accounts, clock, state } = setUp();
    says.set("wx_app_1", async () => {
      // Between the read and the call the account had dropped and come back.
      const account = await accounts.get("wx_app_1");
      if (account) await accounts.transition(account, { to: "ONLINE" }, clock.now() - 10);
      return "offline";
    });
    await beat();
    expect(await state()).toBe("RECONNECTING");
  });

  it("says nothing of an account that came online after the gateway was asked", async () => {
    const { beat, says, accounts, clock, state } = setUp();
    says.set("wx_app_1", async () => {
      const account = await accounts.get("wx_app_1");
      if (account) await accounts.transition(account, { to: "ONLINE" }, clock.now() + 10);
      return "offline";
    });
    await beat();
    expect(await state()).toBe("ONLINE");
  });
});

describe("the beat of an account that is not online", () => {
  it("finds that one in IDLE has come online", async () => {
    const { beat, state, woken } = setUp({ state: "IDLE" });
    await beat();
    expect(await state()).toBe("ONLINE");
    expect(woken).toEqual(["wx_app_1"]);
  });

  it("leads out of ERROR after an hour, and renews the connection then, once an hour", async () => {
    const { beat, state, says, clock, calls } = setUp({ state: "ERROR", reason: reasonOf("reconnect-exhausted") });
    says.set("wx_app_1", "offline");
    clock.advance(HOUR - 1);
    await beat();
    expect(await state()).toBe("ERROR");
    expect(calls.splice(0)).toEqual(["check wx_app_1"]);
    clock.advance(1);
    await beat();
    expect(await state()).toBe("IDLE");
    await beat();
    await beat();
    expect(calls).toEqual(["check wx_app_1", "reconnect wx_app_1", "check wx_app_1"]);
    clock.advance(HOUR);
    says.set("wx_app_1", "online");
    await beat();
    expect(await state()).toBe("ONLINE");
  });

  it("does not wait for the hour where the gateway, away until then, calls the account online", async () => {
    const { beat, state, clock } = setUp({ state: "ERROR", reason: reasonOf("reconnect-exhausted") });
    clock.advance(30_000);
    await beat();
    expect(await state()).toBe("ONLINE");
  });

  it("asks nobody in the hour after a ban", async () => {
    const { beat, state, calls, clock } = setUp({ state: "ERROR", reason: reasonOf("banned") });
    clock.advance(HOUR - 1);
    await beat();
    expect(calls).toEqual([]);
    expect(await state()).toBe("ERROR");
  });

  it("does not believe a mere 'online' where sends were refused, and leaves a device that is gone alone", async () => {
    const refused = setUp({ state: "IDLE", reason: reasonOf("sends-refused") });
    await refused.beat();
    expect(await refused.state()).toBe("IDLE");
    const gone = setUp({ state: "ERROR", reason: reasonOf("device-gone") });
    gone.clock.advance(100 * HOUR);
    await gone.beat();
    expect(await gone.state()).toBe("ERROR");
  });

  it("takes up a series of tries that lost its next step", async () => {
    const { beat, tasks, clock } = setUp({ state: "RECONNECTING", epoch: 6 });
    clock.advance(179_999);
    await beat();
    expect(tasks.added).toEqual([]);
    clock.advance(1);
    await beat();
    expect(tasks.added).toEqual([
      { task: { type: "reconnect", appId: "wx_app_1", epoch: 6, attempt: 5 }, delaySeconds: 0 },
    ]);
  });

  it("does not take it up with each beat: a worker that is behind is not buried", async () => {
    const { beat, tasks, clock } = setUp({ state: "RECONNECTING", stateSince: NOON - 7000 });
    for (let beats = 0; beats < 120; beats++) {
      await beat();
      clock.advance(30_000);
    }
    expect(tasks.added.length).toBeGreaterThanOrEqual(19);
    expect(tasks.added.length).toBeLessThanOrEqual(40);
  });

  it("has a login ended that nobody ended", async () => {
    const { beat, tasks, clock } = setUp({ state: "LOGGING_IN" });
    clock.advance(179_000);
    await beat();
    expect(tasks.added).toEqual([]);
    clock.advance(1000);
    await beat();
    expect(tasks.added).toEqual([{ task: { type: "resume-login", appId: "wx_app_1", epoch: 0 }, delaySeconds: 0 }]);
  });

  it.each([{ registered: false }, { state: "IDLE" as const, reason: reasonOf("logged-out") }])(
    "is none where nobody wants it online (%o)",
    async (changes) => {
      const { beat, calls } = setUp(changes);
      await beat("wx_app_1", "wx_nobody");
      expect(calls).toEqual([]);
    },
  );
});

describe("a beat of many", () => {
  it("is not stopped by one account's trouble", async () => {
    const { beat, says, calls, counts } = setUp({}, [anAccount({ appId: "wx_b" })]);
    says.set("wx_app_1", () => Promise.reject(new TypeError("a defect")));
    await beat("wx_app_1", "wx_b");
    expect(calls).toContain("check wx_b");
    expect(counts.get("BeatFailed")).toBe(1);
  });

  it("asks all of a planned message at once, and of a longer one fifty", async () => {
    const others = Array.from({ length: 60 }, (_, index) => anAccount({ appId: `wx_${index}` }));
    const { beat, says } = setUp({}, others);
    let underWay = 0;
    let most = 0;
    for (const { appId } of others) {
      says.set(appId, async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return "online";
      });
    }
    await beat(...others.map(({ appId }) => appId));
    expect(most).toBe(50);
  });

  it("that comes late is dropped: the next round asks anew", async () => {
    const { run, calls, counts } = setUp();
    await run({ appIds: ["wx_app_1"], dueAt: NOON - 30_001 });
    expect(calls).toEqual([]);
    expect(counts.get("BeatDropped")).toBe(1);
  });
});
