import type { Journal, JournalEntry } from "../../application/ports.ts";
import { keyTimeOf } from "../../domain/dedup-key.ts";
import { SENT_KINDS } from "../../domain/rule-condition.ts";

const KEPT = 90 * 86_400_000;

/** The journal in memory; `entries` shows what was recorded and is kept at `now`, in order. */
export function createMemoryJournal(): Journal & { entries(now?: number): readonly JournalEntry[] } {
  const items = new Map<string, { entry: JournalEntry; until: number }>();
  return {
    async record(entry, now) {
      const { appId, conversationId } = entry.message;
      const key = JSON.stringify([appId, conversationId, keyTimeOf(entry.message), entry.dedupKey]);
      const stored = items.get(key);
      if (!stored || stored.until <= now) {
        items.set(key, { entry, until: now + KEPT });
        return { status: "recorded", decision: entry.decision };
      }
      if (stored.entry.envelopeId !== entry.envelopeId) return { status: "replay" };
      return { status: "own-retry", decision: stored.entry.decision };
    },
    async heardBefore({ appId, conversationId }, envelopeId, now) {
      return [...items.values()].some(
        ({ entry: { message, ...entry }, until }) =>
          message.appId === appId &&
          message.conversationId === conversationId &&
          !message.fromSelf &&
          (SENT_KINDS as readonly string[]).includes(message.kind) &&
          entry.envelopeId !== envelopeId &&
          until > now,
      );
    },
    entries: (now = 0) => [...items.values()].flatMap(({ entry, until }) => (until > now ? [entry] : [])),
  };
}
