import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics, NewId } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { dedupKeyOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { EVENTS } from "../../names.ts";
import { type Envelope, INLINE_LIMIT, laneOf } from "../domain/envelope.ts";
import { GATE_CACHE, spoolShard } from "../domain/spool.ts";
import type { BodyStore, InboundQueue, Spool } from "./ports/inbound.ts";

export type ReceiveCallbackDeps = {
  readonly queue: InboundQueue;
  readonly spool: Spool;
  readonly bodies: BodyStore;
  readonly events: Events;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Accepts one message: puts it on the inbound queue, or on the spool while that refuses. Resolves when the message is
 * safe; throws `unavailable` when neither took it, so that the vendor repeats. `lanes`: in how many lanes, by
 * conversation, the account's messages are worked on; in one unless given.
 *
 * Order: whoever gets an answer may rely on later callbacks standing behind this message. What is known of a gate is
 * believed for `GATE_CACHE` ms, so a call that spools waits until everybody's knowledge of the closed gate has run out.
 */
export function createReceiveCallback(
  deps: ReceiveCallbackDeps,
): (message: InboundMessage, lanes?: number) => Promise<Envelope> {
  const gates = new Map<number, { open: boolean; readAt: number }>();
  /** Since when this instance knows that a shard's gate is open, and of which opening. */
  const periods = new Map<number, { openedAt: number; since: number }>();

  async function isOpen(shard: number): Promise<boolean> {
    const known = gates.get(shard);
    const now = deps.clock.now();
    if (known && now >= known.readAt && now - known.readAt < GATE_CACHE) return known.open;
    const { open } = await deps.spool.gate(shard);
    gates.set(shard, { open, readAt: now });
    return open;
  }

  /**
   * The second opening counts the gate's version up once more: a drain that found the shard empty before the envelope
   * was written can then no longer close the gate over it, and one that had closed it already finds it open again.
   */
  async function spoolEnvelope(shard: number, envelope: Envelope): Promise<void> {
    const before = await deps.spool.open(shard, deps.clock.now());
    await deps.spool.put(shard, before.sequence, envelope);
    const after = await deps.spool.open(shard, deps.clock.now());
    gates.set(shard, { open: true, readAt: deps.clock.now() });
    const opened = before.opened || after.opened;
    await settle(shard, after.openedAt, opened);
    if (opened) await announce(shard);
    deps.metrics.count("CallbackSpooled");
  }

  /**
   * Waits until everybody who read the gate before it was opened has forgotten that. Counted from when this instance
   * saw it open, so that clocks may differ and a write may take its time.
   */
  async function settle(shard: number, openedAt: number, opened: boolean): Promise<void> {
    const now = deps.clock.now();
    const known = periods.get(shard);
    const since = !opened && known?.openedAt === openedAt ? known.since : now;
    periods.set(shard, { openedAt, since });
    const left = since + GATE_CACHE - now;
    if (left > 0) await deps.clock.sleep(Math.min(left, GATE_CACHE));
  }

  /** Wakes the drain at once; it also comes every minute by itself, so that a lost event costs a minute. */
  async function announce(shard: number): Promise<void> {
    try {
      await deps.events.publish([{ type: EVENTS.spoolOpened, detail: { shard } }]);
    } catch (error) {
      deps.log.error("the drain was not woken; it runs every minute", error, { shard });
    }
  }

  return async (message, lanes) => {
    const envelope = await seal(deps, message, lanes);
    const shard = spoolShard(envelope.appId);
    if (!(await gateOpen(deps, shard, isOpen))) {
      try {
        await deps.queue.send(envelope);
        return envelope;
      } catch (error) {
        deps.log.error("the inbound queue refused an envelope; it goes to the spool", error, {
          envelopeId: envelope.id,
          appId: envelope.appId,
        });
      }
    }
    try {
      await spoolEnvelope(shard, envelope);
    } catch (cause) {
      throw new AppError("unavailable", "neither the queue nor the spool accepted the message; send it again", {
        retryable: true,
        cause,
        details: { appId: envelope.appId },
      });
    }
    return envelope;
  };
}

/** A gate that cannot be read counts as open: spooling keeps the order, sending might break it. */
async function gateOpen(
  deps: ReceiveCallbackDeps,
  shard: number,
  isOpen: (shard: number) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await isOpen(shard);
  } catch (error) {
    deps.log.error("the spool's gate cannot be read", error, { shard });
    return true;
  }
}

async function seal(deps: ReceiveCallbackDeps, message: InboundMessage, lanes?: number): Promise<Envelope> {
  const id = deps.newId();
  const head = {
    id,
    appId: message.appId,
    dedupKey: dedupKeyOf(message) ?? id,
    receivedAt: deps.clock.now(),
    ...(lanes === undefined ? {} : { lane: laneOf(message.conversationId, lanes) }),
  };
  if (!isLarge(message)) return { ...head, message };
  try {
    return { ...head, body: await deps.bodies.put(`inbound/${message.appId}/${id}.json`, message) };
  } catch (cause) {
    throw new AppError("unavailable", "a large message could not be stored; send it again", {
      retryable: true,
      cause,
      details: { appId: message.appId },
    });
  }
}

function isLarge(message: InboundMessage): boolean {
  if (message.kind === "text" && message.text.length < INLINE_LIMIT / 8) return false;
  return Buffer.byteLength(JSON.stringify(message)) > INLINE_LIMIT;
}
