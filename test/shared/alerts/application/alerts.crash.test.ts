import { expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryAlertStore } from "../../../../shared/alerts/adapters/memory-store.ts";
import { createFlushAlerts } from "../../../../shared/alerts/application/flush-alerts.ts";
import { createPlanAlertFlush } from "../../../../shared/alerts/application/plan-flush.ts";
import { createRecordAlert } from "../../../../shared/alerts/application/record-alert.ts";
import { createMemorySettings } from "../../../../shared/operators/adapters/memory-settings.ts";
import { aStateChange, recordingChannel, recordingFlushes } from "../../../support/alerts.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { type crashAt, withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const events = [
  aStateChange("wx_1", "ONLINE", "RECONNECTING", 1),
  aStateChange("wx_2", "ONLINE", "ERROR", 1),
  aStateChange("wx_1", "RECONNECTING", "ONLINE", 90),
];

/** A notifier whose first process dies; the queue repeats unfinished messages, and the sweep comes each minute. */
function aNotifier(crash: ReturnType<typeof crashAt>) {
  const clock = fakeClock();
  const alerts = createMemoryAlertStore();
  const flushes = recordingFlushes();
  const channels = [recordingChannel("sns"), recordingChannel("wecom")];
  const shared = { clock, settings: createMemorySettings(), accounts: createMemoryAccounts([]) };

  function aProcess(guard: <T extends object>(port: T) => T) {
    const deps = { ...shared, ...recordingObservability(), alerts: guard(alerts), flushes: guard(flushes) };
    const plan = createPlanAlertFlush(deps);
    const guarded = channels.map((channel) => ({
      ...channel,
      send: guard(channel).send,
    }));
    return {
      record: createRecordAlert({ ...deps, plan }),
      flush: createFlushAlerts({ ...deps, plan, channels: async () => guarded }),
    };
  }
  const mortal = aProcess((port) => crash.port(port));
  const next = aProcess((port) => port);

  /** Plays the queue: delivers a message until a process finishes it. */
  async function handle(work: (process: typeof next) => Promise<void>): Promise<void> {
    if (!crash.crashed()) {
      const done = await work(mortal).then(
        () => !crash.crashed(),
        () => false,
      );
      if (done) return;
    }
    await work(next);
  }

  async function minute(): Promise<void> {
    clock.advance(60_000);
    for (const { due } of flushes.take()) await handle(({ flush }) => flush({ type: "flush", due }));
    await handle(({ flush }) => flush({ type: "sweep" }));
  }
  return { handle, minute, alerts, channels };
}

it.each([
  ["all channels answer", 0],
  ["a channel is away for two minutes", 2],
])("lose no alert and tell it twice at most, wherever the notifier dies while %s", async (_what, minutesAway) => {
  const crashes = await withEveryCrash(async (crash, where) => {
    const { handle, minute, alerts, channels } = aNotifier(crash);
    for (const [passed, event] of events.entries()) {
      if (channels[1]) channels[1].down.now = passed < minutesAway;
      await handle(({ record }) => record(event));
      await minute();
    }
    for (let n = 0; n < 5; n++) await minute();
    expect(await alerts.pending(10), where).toEqual([]);
    for (const { texts, name } of channels) {
      const told = (words: string) => texts.filter((text) => text.includes(words)).length;
      // A channel that was down for the fall gets the return only, which is the account's latest condition by then.
      const fall = minutesAway > 0 && name === "wecom" ? [] : ["账号掉线"];
      for (const words of [...fall, "账号出现故障", "账号已恢复在线"]) {
        expect(told(words), `${words} on ${name} ${where}`).toBeGreaterThanOrEqual(1);
        expect(told(words), `${words} on ${name} ${where}`).toBeLessThanOrEqual(2);
      }
    }
  });
  expect(crashes).toBeGreaterThan(20);
});
