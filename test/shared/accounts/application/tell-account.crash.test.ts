import { expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryPulses } from "../../../../shared/accounts/adapters/memory-pulses.ts";
import { createBeatAccounts } from "../../../../shared/accounts/application/heartbeat/beat-accounts.ts";
import { createPlanHeartbeats } from "../../../../shared/accounts/application/heartbeat/plan.ts";
import { createMoveAccount } from "../../../../shared/accounts/application/move-account.ts";
import type { AccountEvent } from "../../../../shared/accounts/domain/lifecycle.ts";
import type { AccountState } from "../../../../shared/accounts/domain/state.ts";
import { createMemoryAlertStore } from "../../../../shared/alerts/adapters/memory-store.ts";
import { createRecordAlert } from "../../../../shared/alerts/application/record-alert.ts";
import type { FleetEvent } from "../../../../shared/kernel/application/ports/events.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemorySettings } from "../../../../shared/operators/adapters/memory-settings.ts";
import { createMemoryParking } from "../../../../shared/outbound/adapters/memory-parking.ts";
import { aMover } from "../../../support/a-mover.ts";
import { aBusEvent } from "../../../support/alerts.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { crashAt, withEveryCrash } from "../../../support/faults.ts";

/** An event of an account, and the state that it leads to. */
const LIFE: readonly (readonly [AccountEvent, AccountState])[] = [
  [{ type: "found-offline", by: "beat-failed" }, "RECONNECTING"],
  [{ type: "found-online", by: "sign" }, "ONLINE"],
  [{ type: "found-offline", by: "offline-callback" }, "RECONNECTING"],
  [{ type: "reconnect-exhausted", detail: "" }, "ERROR"],
  [{ type: "retry-due" }, "IDLE"],
  [{ type: "login-started", by: "login-scan" }, "LOGGING_IN"],
  [{ type: "login-ended", by: "scan-timeout" }, "IDLE"],
  [{ type: "login-started", by: "login-tap" }, "LOGGING_IN"],
  [{ type: "logged-in", wxid: "wxid_me" }, "ONLINE"],
  [{ type: "banned", detail: "封号" }, "ERROR"],
  [{ type: "found-online", by: "operator" }, "ONLINE"],
  [{ type: "logged-out" }, "IDLE"],
];

/** Carries the events out in processes, of which the first dies as told; `isAway` takes the bus down. Returns all news. */
async function live(crash: ReturnType<typeof crashAt>, isAway: (step: number) => boolean) {
  const accounts = createMemoryAccounts([anAccount({ stateSince: NOON })]);
  const pulses = createMemoryPulses({ accounts, parking: createMemoryParking() });
  const world = aMover(accounts);
  const { clock, events } = world;
  const connections = {
    checkOnline: () => Promise.reject(new AppError("unreachable", "no answer")),
    reconnect: async () => undefined,
  };

  function aProcess(guard: <T extends object>(port: T) => T) {
    const ports = {
      ...world,
      accounts: guard(accounts),
      pulses: guard(pulses),
      events: guard(events),
      tasks: guard(world.tasks),
      beats: guard(world.beats),
      settings: createMemorySettings(),
      connections,
    };
    const move = createMoveAccount(ports);
    return {
      /** A repetition first looks whether the event has been carried out. */
      reach: async (state: AccountState, event: AccountEvent) => {
        const account = await ports.accounts.get("wx_app_1");
        if (account && account.state !== state) await move(account, event);
      },
      plan: () => createPlanHeartbeats(ports)(clock.now()),
      beat: createBeatAccounts({ ...ports, move }),
    };
  }
  const mortal = aProcess((port) => crash.port(port));
  const next = aProcess((port) => port);

  async function carryOut(work: (process: typeof next) => Promise<unknown>): Promise<void> {
    if (!crash.crashed()) await work(mortal).catch(() => undefined);
    if (crash.crashed()) await work(next);
  }

  for (const [step, [event, state]] of LIFE.entries()) {
    events.down.now = isAway(step);
    await carryOut(({ reach }) => reach(state, event));
    expect((await accounts.get("wx_app_1"))?.state).toBe(state);
    clock.advance(45_000);
    world.beats.added.splice(0);
    await carryOut(({ plan }) => plan());
    const [beat] = world.beats.added;
    if (beat) await carryOut((process) => process.beat({ ...beat, dueAt: clock.now() }));
  }
  expect((await accounts.get("wx_app_1"))?.untold).toEqual([]);
  return events.published;
}

const neverAway = () => false;

it.each([
  ["the bus answers", neverAway],
  ["the bus is away while it falls and while it logs in", (step: number) => step < 2 || step === 6 || step === 7],
])("every transition is told, and is one alert, wherever a process dies while %s", async (_what, isAway) => {
  const expected = await live(crashAt(Number.POSITIVE_INFINITY, "before"), neverAway);
  expect(expected).toHaveLength(LIFE.length + 3);
  const crashes = await withEveryCrash(async (crash, where) => {
    const published = await live(crash, isAway);
    expect(idsOf(published), where).toEqual(idsOf(expected));
    expect(await alertsOf(published), where).toEqual(await alertsOf(expected));
  });
  expect(crashes).toBeGreaterThan(40);
});

function idsOf(published: readonly FleetEvent[]): unknown[] {
  return [...new Set(published.map(({ detail }) => detail.eventId))].sort();
}

/** The alerts that the notifier makes of the events: each publication has its own id on the bus. */
async function alertsOf(published: readonly FleetEvent[]): Promise<unknown[]> {
  const alerts = createMemoryAlertStore();
  const record = createRecordAlert({ ...aMover(createMemoryAccounts()), alerts, plan: async () => undefined });
  for (const [n, { type, detail }] of published.entries()) await record(aBusEvent(type, detail, `publication-${n}`));
  return (await alerts.pending(100)).map(({ alert }) => alert).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
