import type { Envelope } from "../../inbound/domain/envelope.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { EVENTS } from "../../names.ts";
import { isTooMuchUnread, unreadShare, unreadSlotOf } from "../domain/unread-share.ts";
import type { UnreadCount, UnreadCounts, UnreadSample } from "./ports/unread-counts.ts";

export type WatchUnreadDeps = {
  readonly unreadCounts: UnreadCounts;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
};

export type WatchUnread = {
  /** Counts a message that is new. */
  note(envelope: Pick<Envelope, "id">, message: InboundMessage): void;
  /** Writes what was counted: at once where a message has no kind, else every ten seconds. Never throws. */
  settle(): Promise<void>;
};

/** How long counts of readable messages wait, ms. */
const WRITE_EVERY = 10_000;

/** Characters of a sample that are kept. */
const SAMPLE_LIMIT = 1000;

/**
 * Counts the messages that have no kind against all, and tells operators once in five minutes where they are too many,
 * with a sample. What WeChat's clients tell each other counts as read.
 */
export function createWatchUnread({ unreadCounts, events, clock, log }: WatchUnreadDeps): WatchUnread {
  let read = 0;
  let unread = 0;
  let sample: UnreadSample | undefined;
  let writtenAt = 0;

  async function tell(slot: number, { read: all, unread: without, sample: first }: UnreadCount): Promise<void> {
    const percent = Math.round(unreadShare({ read: all, unread: without }) * 10) / 10;
    const detail = { eventId: `unread-${slot}`, at: clock.now(), read: all, unread: without, percent, ...first };
    await events.publish([{ type: EVENTS.messagesUnread, detail }]);
    await unreadCounts.markTold(slot);
  }

  return {
    note({ id }, message) {
      read += 1;
      if (message.kind !== "unknown" || message.reason === "technical") return;
      unread += 1;
      sample ??= {
        appId: message.appId,
        envelopeId: id,
        reason: message.reason ?? "event",
        raw: (JSON.stringify(message.raw) ?? "").slice(0, SAMPLE_LIMIT).toWellFormed(),
      };
    },

    async settle() {
      const now = clock.now();
      if (read === 0 || (unread === 0 && now - writtenAt < WRITE_EVERY)) return;
      const more = { read, unread, ...(sample ? { sample } : {}) };
      [read, unread, sample, writtenAt] = [0, 0, undefined, now];
      const slot = unreadSlotOf(now);
      try {
        const count = await unreadCounts.add(slot, more, now);
        if (!count.told && isTooMuchUnread(count)) await tell(slot, count);
      } catch (error) {
        log.error("messages without a kind were not counted", error, more);
      }
    },
  };
}
