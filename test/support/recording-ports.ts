import type { Beats } from "../../shared/accounts/application/ports/heartbeat.ts";
import type { AccountTasks } from "../../shared/accounts/application/ports/tasks.ts";
import type { Beat } from "../../shared/accounts/domain/heartbeat.ts";
import type { AccountTask } from "../../shared/accounts/domain/task.ts";
import type { AiQueue } from "../../shared/ai/application/ports/ai.ts";
import type { AiTask } from "../../shared/ai/domain/task.ts";
import type { Delivery } from "../../shared/deliveries/domain/delivery.ts";
import type { InboundQueue } from "../../shared/inbound/application/ports/queue.ts";
import type { Envelope } from "../../shared/inbound/domain/envelope.ts";
import type { Events, FleetEvent } from "../../shared/kernel/application/ports/events.ts";
import type { NewId } from "../../shared/kernel/application/ports/runtime.ts";
import { inboundDeduplicationId } from "../../shared/kernel/domain/ids.ts";
import type { Gateway, OutboundQueue } from "../../shared/outbound/application/ports/outbound.ts";
import type { OutboundCommand } from "../../shared/outbound/domain/command.ts";
import { commandDeduplicationId } from "../../shared/outbound/domain/command.ts";
import type { FailureCause, SendOutcome } from "../../shared/outbound/domain/outcome.ts";
import type { DeliveryQueue } from "../../shared/routing/application/ports/delivery-queue.ts";

/** Ids in rising order. */
export function countingIds(prefix = "id"): NewId {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}-${String(last).padStart(6, "0")}`;
  };
}

export const sentAs = (newMsgId: string): SendOutcome => ({ type: "sent", newMsgId, msgId: newMsgId, createTime: 1 });
export const failedBy = (cause: FailureCause, message = "no"): SendOutcome => ({ type: "failed", cause, message });

/**
 * A gateway that answers `outcomes` one after the other, then success. `calls` lists the messages that it was asked
 * to send; `wentOut` lists the ids of those that reached the recipient.
 */
export function recordingGateway(outcomes: readonly SendOutcome[] = []) {
  const calls: OutboundCommand[] = [];
  const wentOut: string[] = [];
  const gateway: Gateway = {
    async send(command) {
      calls.push(command);
      const outcome = outcomes[calls.length - 1] ?? sentAs(`sent-${calls.length}`);
      if (outcome.type === "sent") wentOut.push(command.id);
      return outcome;
    },
  };
  return { ...gateway, calls, ids: () => calls.map(({ id }) => id), wentOut: () => wentOut };
}

/** `inbound.fifo`: takes envelopes once per deduplication id; `down.now = true` makes it refuse. */
export function recordingInboundQueue() {
  const accepted = new Map<string, Envelope>();
  const down = { now: false };
  const queue: InboundQueue = {
    async send(envelope) {
      if (down.now) throw new Error("SQS is not available");
      const key = inboundDeduplicationId(envelope.appId, envelope.dedupKey);
      if (!accepted.has(key)) accepted.set(key, envelope);
    },
  };
  return { ...queue, down, accepted: () => [...accepted.values()] };
}

/** `ai.fifo`: takes tasks once per id and refuses those in `refused`. */
export function recordingAiQueue() {
  const accepted = new Map<string, AiTask>();
  const refused = new Set<string>();
  const queue: AiQueue = {
    async send(tasks) {
      for (const task of tasks) if (!refused.has(task.id)) accepted.set(task.id, accepted.get(task.id) ?? task);
      return new Set(tasks.map(({ id }) => id).filter((id) => refused.has(id)));
    },
  };
  return { ...queue, refused, accepted: () => [...accepted.values()] };
}

/**
 * `outbound-live.fifo`: takes commands once per deduplication id and refuses those in `refused`; `forget` ends its
 * memory.
 */
export function recordingOutboundQueue() {
  const accepted = new Map<string, OutboundCommand>();
  const refused = new Set<string>();
  const calls: (readonly OutboundCommand[])[] = [];
  const queue: OutboundQueue = {
    async send(commands) {
      calls.push(commands);
      for (const command of commands) {
        const key = commandDeduplicationId(command);
        if (!refused.has(command.id) && !accepted.has(key)) accepted.set(key, command);
      }
      return new Set(commands.map(({ id }) => id).filter((id) => refused.has(id)));
    },
  };
  return { ...queue, refused, calls, accepted: () => [...accepted.values()], forget: () => accepted.clear() };
}

/** `deliveries.fifo`: takes each delivery once by its id; `down.now = true` makes it refuse all. */
export function recordingDeliveryQueue() {
  const accepted = new Map<string, Delivery>();
  const down = { now: false };
  const queue: DeliveryQueue = {
    async send(deliveries) {
      if (down.now) return new Set(deliveries.map(({ routed }) => routed.id));
      for (const delivery of deliveries) {
        if (!accepted.has(delivery.routed.id)) accepted.set(delivery.routed.id, delivery);
      }
      return new Set();
    },
  };
  return { ...queue, down, accepted: () => [...accepted.values()] };
}

/** The event bus; `down.now = true` makes it refuse. */
export function recordingEvents() {
  const published: FleetEvent[] = [];
  const down = { now: false };
  const events: Events = {
    async publish(batch) {
      if (down.now) throw new Error("the bus is not available");
      published.push(...batch);
    },
  };
  return { ...events, published, down, types: () => published.map(({ type }) => type) };
}

/** The queue of account tasks; `down.now = true` makes it refuse. */
export function recordingAccountTasks() {
  const added: { readonly task: AccountTask; readonly delaySeconds: number }[] = [];
  const down = { now: false };
  const tasks: AccountTasks = {
    async add(task, delaySeconds) {
      if (down.now) throw new Error("the queue is not available");
      added.push({ task, delaySeconds });
    },
  };
  return { ...tasks, added, down };
}

/** The queue of beats. */
export function recordingBeats() {
  const added: Beat[] = [];
  const beats: Beats = { add: async (list) => void added.push(...list) };
  return { ...beats, added };
}
