import type { AlertChannel } from "../../shared/alerts/application/ports/channels.ts";
import type { AlertFlushes } from "../../shared/alerts/application/ports/flush-plans.ts";
import type { Alert } from "../../shared/alerts/domain/alert.ts";
import type { BusEvent } from "../../shared/alerts/domain/event.ts";
import { NOON } from "./builders.ts";

/** An event of the fleet's bus as EventBridge hands it over. */
export function aBusEvent(type: string, detail: Record<string, unknown>, id = "event-1"): BusEvent {
  return { id, source: "wechat-fleet", "detail-type": type, time: new Date(NOON).toISOString(), detail };
}

/** An account's change of state; `epoch` makes its id and moves its time by a second each. */
export function aStateChange(appId: string, from: string, to: string, epoch = 1): BusEvent {
  const detail = { appId, from, to, epoch, at: NOON + epoch * 1000 };
  return aBusEvent("AccountStateChanged", detail, `${appId}-${epoch}`);
}

export function anAlert(overrides: Partial<Alert> = {}): Alert {
  const appId = overrides.subject ?? "wx_app_1";
  return { id: "event-1", type: "account-offline", at: NOON, subject: appId, appId, ...overrides };
}

/** A channel that keeps its messages; `down.now = true` makes it refuse. */
export function recordingChannel(name: string, maxBytes = 4000) {
  const texts: string[] = [];
  const down = { now: false };
  const channel: AlertChannel = {
    name,
    maxBytes,
    async send(text) {
      if (down.now) throw new Error(`${name} is down`);
      texts.push(text);
    },
  };
  return { ...channel, texts, down };
}

/** Keeps the requested flushes; `take` gives each once, as the queue does. */
export function recordingFlushes() {
  const requests: { due: number; delaySeconds: number }[] = [];
  const flushes: AlertFlushes = {
    async request(due, delaySeconds) {
      requests.push({ due, delaySeconds });
    },
  };
  return { ...flushes, requests, take: () => requests.splice(0) };
}
