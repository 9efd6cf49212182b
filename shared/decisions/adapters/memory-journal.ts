import { keyTimeOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isSent } from "../../messages/domain/kinds.ts";
import type {
  Journal,
  JournalEntry,
  JournalPlace,
  MessageHistory,
  StoredDecisions,
} from "../application/ports/journal.ts";
import { isListed, KEPT_DAYS } from "../domain/journal.ts";

const KEPT = KEPT_DAYS * 86_400_000;

type MemoryJournal = Journal &
  StoredDecisions & {
    /** The entries that are kept at `now` (epoch ms), in the order of their recording. */
    entries(now?: number): readonly JournalEntry[];
    readonly history: MessageHistory;
  };

/** The journal in memory. */
export function createMemoryJournal(): MemoryJournal {
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
    async decisionOn({ message, dedupKey, envelopeId }, now) {
      const { appId, conversationId } = message;
      const stored = items.get(JSON.stringify([appId, conversationId, keyTimeOf(message), dedupKey]));
      return stored && stored.until > now && stored.entry.envelopeId === envelopeId ? stored.entry.decision : undefined;
    },
    async heardBefore({ appId, conversationId }, envelopeId, now) {
      return [...items.values()].some(
        ({ entry: { message, ...entry }, until }) =>
          isOfTheOther(message, appId, conversationId) && entry.envelopeId !== envelopeId && until > now,
      );
    },
    history: createMemoryHistory(items),
    entries: (now = 0) => [...items.values()].flatMap(({ entry, until }) => (until > now ? [entry] : [])),
  };
}

type Items = ReadonlyMap<string, { readonly entry: JournalEntry; readonly until: number }>;

/** Whether the other side of a conversation sent the message. */
function isOfTheOther(message: InboundMessage, appId: string, conversationId: string): boolean {
  return (
    message.appId === appId && message.conversationId === conversationId && !message.fromSelf && isSent(message.kind)
  );
}

function createMemoryHistory(items: Items): MessageHistory {
  const orderOf = ({ receivedAt, envelopeId }: JournalEntry) => `${String(receivedAt).padStart(15, "0")}#${envelopeId}`;
  return {
    async newest(appIds, limit, upTo) {
      const places = [...items].flatMap(([key, { entry }]): JournalPlace[] => {
        const { appId, kind } = entry.message;
        const order = orderOf(entry);
        const isOurs = appIds.includes(appId) && isListed(kind);
        return isOurs && (upTo === undefined || order <= upTo) ? [{ appId, order, key }] : [];
      });
      return places.sort((a, b) => (a.order < b.order ? -1 : 1)).slice(-limit);
    },
    async read(places, now) {
      return places.flatMap((place) => {
        const item = items.get(place.key);
        if (!item || item.until <= now) return [];
        const { envelopeId, receivedAt, decision, decided, message, body } = item.entry;
        const about = { place, envelopeId, receivedAt, decision, ...(decided ? { decided } : {}) };
        return [{ ...about, ...(body ? { body } : { message }) }];
      });
    },
    async heardBefore({ appId, conversationId }, { envelopeId, at }, now) {
      return [...items.values()].some(
        ({ entry: { message, ...entry }, until }) =>
          isOfTheOther(message, appId, conversationId) &&
          (entry.receivedAt < at || (entry.receivedAt === at && entry.envelopeId < envelopeId)) &&
          until > now,
      );
    },
  };
}
