import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { newAccount } from "../../../../shared/accounts/domain/account.ts";
import { createMemoryAlertStore } from "../../../../shared/alerts/adapters/memory-store.ts";
import { createFlushAlerts } from "../../../../shared/alerts/application/flush-alerts.ts";
import { createPlanAlertFlush } from "../../../../shared/alerts/application/plan-flush.ts";
import type { AlertChannel } from "../../../../shared/alerts/application/ports/channels.ts";
import { createRecordAlert } from "../../../../shared/alerts/application/record-alert.ts";
import { createMemorySettings } from "../../../../shared/operators/adapters/memory-settings.ts";
import { aBusEvent, aStateChange, recordingChannel, recordingFlushes } from "../../../support/alerts.ts";
import { NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const MINUTE = 60_000;

/** A notifier over memory adapters; `pass` moves time and delivers the flushes that become due. */
function aNotifier(options: { channels?: readonly AlertChannel[] } = {}) {
  const observed = recordingObservability();
  const clock = fakeClock();
  const alerts = createMemoryAlertStore();
  const settings = createMemorySettings();
  const flushes = recordingFlushes();
  const sns = recordingChannel("sns");
  const wecom = recordingChannel("wecom");
  const plan = createPlanAlertFlush({ alerts, flushes, settings, clock });
  const record = createRecordAlert({ alerts, plan, clock, ...observed });
  const accounts = createMemoryAccounts([newAccount({ appId: "wx_0", name: "客服一号" }, NOON)]);
  const flush = createFlushAlerts({
    alerts,
    channels: async () => options.channels ?? [sns, wecom],
    accounts,
    settings,
    plan,
    clock,
    ...observed,
  });

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms;
    for (;;) {
      const next = flushes.requests.toSorted((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      clock.advance(Math.max(0, next.due - clock.now()));
      flushes.requests.splice(flushes.requests.indexOf(next), 1);
      await flush({ type: "flush", due: next.due });
    }
    clock.advance(Math.max(0, end - clock.now()));
  }
  const fall = (count: number, epoch = 1) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => record(aStateChange(`wx_${n}`, "ONLINE", "RECONNECTING", epoch))),
    );
  return { ...observed, clock, alerts, settings, flushes, sns, wecom, record, flush, pass, fall };
}

describe("alerts", () => {
  it("of fifty accounts that drop at once are one message a channel, after ten seconds", async () => {
    const { fall, pass, sns, wecom, flushes, alerts, counts } = aNotifier();
    await fall(50);
    expect(flushes.requests).toEqual([{ due: NOON + 10_000, delaySeconds: 10 }]);
    await pass(9_999);
    expect(sns.texts).toEqual([]);
    await pass(10 * MINUTE);
    for (const { texts } of [sns, wecom]) {
      expect(texts).toEqual([expect.stringContaining("50 个账号掉线")]);
      expect(texts[0]).toContain("客服一号（wx_0）、wx_1");
    }
    expect(await alerts.pending(100)).toEqual([]);
    expect((await alerts.listTold(100)).alerts).toHaveLength(50);
    expect(counts.get('AlertSent{"channel":"wecom"}')).toBe(1);
  });

  it("go out once a minute at most, as the settings say", async () => {
    const { fall, pass, sns, settings } = aNotifier();
    for (let epoch = 1; epoch <= 7; epoch++) {
      await fall(1, epoch);
      await pass(30_000);
    }
    expect(sns.texts).toHaveLength(4);
    const fleet = await settings.get();
    await settings.put({ ...fleet, alerts: { ...fleet.alerts, gatherSeconds: 0, minIntervalSeconds: 30 } });
    await pass(MINUTE);
    await fall(1, 20);
    await pass(0);
    expect(sns.texts).toHaveLength(5);
  });

  it("with a QR code to scan do not wait for the minute, and take the others along", async () => {
    const { fall, record, pass, sns, flushes } = aNotifier();
    await fall(1);
    await pass(11_000);
    await record(aBusEvent("SpoolOpened", { shard: 4 }));
    await pass(5_000);
    const login = { appId: "wx_5", at: NOON, qrUrl: "https://example.com/qr.png" };
    await record(aBusEvent("LoginRequired", login, "login"));
    await record(aBusEvent("LoginRequired", { ...login, appId: "wx_6" }, "login-6"));
    expect(flushes.requests.map(({ due }) => due)).toEqual([NOON + 70_000, NOON + 26_000]);
    await pass(10_000);
    expect(sns.texts).toHaveLength(2);
    expect(sns.texts[1]).toMatch(/2 个账号需要人工登录[\s\S]+1 个分片/);
    await pass(10 * MINUTE);
    expect(sns.texts).toHaveLength(2);
  });

  it("are told once however often an event is handed over", async () => {
    const { record, pass, sns, counts } = aNotifier();
    const event = aStateChange("wx_1", "ONLINE", "ERROR");
    await record(event);
    await record(event);
    await pass(MINUTE);
    await record(event);
    await pass(10 * MINUTE);
    expect(sns.texts).toHaveLength(1);
    expect(counts.get('AlertRecorded{"type":"account-error"}')).toBe(3);
  });

  it("of a channel that fails go to that channel again, with what came since, and not to the others", async () => {
    const { fall, record, pass, sns, wecom, alerts, counts, lines } = aNotifier();
    wecom.down.now = true;
    await fall(2);
    await pass(MINUTE);
    await record(aBusEvent("SpoolOpened", { shard: 4 }));
    await pass(MINUTE);
    expect(sns.texts.map((text) => text.match(/\[.+\] .+/g))).toEqual([
      [expect.stringContaining("2 个账号掉线")],
      [expect.stringContaining("1 个分片")],
    ]);
    wecom.down.now = false;
    await pass(2 * MINUTE);
    expect(wecom.texts).toHaveLength(1);
    expect(wecom.texts[0]).toMatch(/1 个分片[\s\S]+2 个账号掉线/);
    expect(sns.texts).toHaveLength(2);
    expect(await alerts.pending(10)).toEqual([]);
    expect(counts.get('AlertFailed{"channel":"wecom"}')).toBeGreaterThan(1);
    expect(lines.filter(({ level }) => level === "error").length).toBeGreaterThan(1);
  });

  it("are given up when a channel has refused them for six hours, and counted", async () => {
    const { fall, pass, wecom, sns, alerts, counts, flushes } = aNotifier();
    wecom.down.now = true;
    await fall(1);
    await pass(359 * MINUTE);
    expect(counts.get("AlertGivenUp")).toBeUndefined();
    await pass(3 * MINUTE);
    expect(counts.get("AlertGivenUp")).toBe(1);
    expect((await alerts.listTold(1)).alerts[0]?.sentTo).toEqual(["sns"]);
    expect(flushes.requests).toEqual([]);
    expect(sns.texts).toHaveLength(1);
  });

  it("go out without names where the accounts cannot be read", async () => {
    const { fall, pass, sns, lines } = aNotifier();
    const broken = aNotifier();
    await fall(1);
    await pass(MINUTE);
    expect(sns.texts[0]).toContain("客服一号");
    expect(lines).toEqual([]);
    const flush = createFlushAlerts({
      ...broken,
      channels: async () => [broken.sns],
      accounts: { get: () => Promise.reject(new Error("no table")) },
      plan: async () => undefined,
    });
    await broken.fall(1);
    await flush({ type: "flush", due: broken.flushes.take()[0]?.due ?? 0 });
    expect(broken.sns.texts[0]).toContain("wx_0");
    expect(broken.lines.map(({ level }) => level)).toEqual(["error"]);
  });
});

describe("the return of an account", () => {
  it("is told if its trouble was, also in an earlier message or by another event, and once", async () => {
    const { record, fall, pass, sns } = aNotifier();
    await fall(1);
    await record(aBusEvent("LoginRequired", { appId: "wx_5", at: NOON }, "login"));
    await pass(MINUTE);
    await record(aStateChange("wx_0", "RECONNECTING", "ONLINE", 2));
    await record(aStateChange("wx_5", "LOGGING_IN", "ONLINE", 2));
    await pass(MINUTE);
    expect(sns.texts.at(-1)).toContain("[通知] 2 个账号已恢复在线");
    await record(aStateChange("wx_0", "LOGGING_IN", "ONLINE", 9));
    await pass(10 * MINUTE);
    expect(sns.texts).toHaveLength(2);
  });

  it("within the same message replaces the fall, in whatever order the events came", async () => {
    const { record, fall, pass, sns } = aNotifier();
    await record(aStateChange("wx_0", "RECONNECTING", "ONLINE", 2));
    await fall(1);
    await pass(MINUTE);
    expect(sns.texts).toHaveLength(1);
    expect(sns.texts[0]).toContain("1 个账号已恢复在线");
    expect(sns.texts[0]).not.toContain("掉线");
  });

  it("is no news after an ordinary login", async () => {
    const { record, pass, sns, alerts } = aNotifier();
    await record(aStateChange("wx_0", "LOGGING_IN", "ONLINE", 1));
    await pass(10 * MINUTE);
    expect(sns.texts).toEqual([]);
    expect(await alerts.pending(1)).toEqual([]);
  });

  it("is told to a channel that was away in the meantime", async () => {
    const { record, fall, pass, wecom } = aNotifier();
    await fall(1);
    await pass(MINUTE);
    wecom.down.now = true;
    await record(aStateChange("wx_0", "RECONNECTING", "ONLINE", 2));
    await pass(3 * MINUTE);
    wecom.down.now = false;
    await pass(2 * MINUTE);
    expect(wecom.texts).toHaveLength(2);
    expect(wecom.texts[1]).toContain("已恢复在线");
  });
});

describe("a flush", () => {
  it("whose plan was replaced does nothing", async () => {
    const { fall, flush, sns } = aNotifier();
    await fall(1);
    await flush({ type: "flush", due: NOON + 1 });
    expect(sns.texts).toEqual([]);
  });

  it("by the sweep waits as long as a plan can be relied on, and for alerts still being gathered", async () => {
    const { fall, flush, clock, sns } = aNotifier();
    await flush({ type: "sweep" });
    await fall(1);
    for (const step of [0, 9_000, 20_000]) {
      clock.advance(step);
      await flush({ type: "sweep" });
      expect(sns.texts).toEqual([]);
    }
    clock.advance(1_000);
    await flush({ type: "sweep" });
    expect(sns.texts).toHaveLength(1);
  });

  it("happens once when many ask for it at the same time", async () => {
    const { fall, flush, flushes, sns } = aNotifier();
    await fall(3);
    const [request] = flushes.take();
    await Promise.all(Array.from({ length: 5 }, () => flush({ type: "flush", due: request?.due ?? 0 })));
    expect(sns.texts).toHaveLength(1);
  });
});
