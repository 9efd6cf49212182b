import type { Journal, JournalEntry } from "../../application/ports.ts";
import { decisionSchema } from "../../domain/decision.ts";
import { keyTimeOf } from "../../domain/dedup-key.ts";
import type { InboundMessage, MessageHead } from "../../domain/inbound-message.ts";
import { expiryAfter, keyPart, number, sortable, text, textOf } from "./attributes.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { absent, createTable, type TableOptions } from "./table.ts";

/** How long a message is kept, days: a replay later than that is a new message. */
const KEPT_DAYS = 90;

/**
 * The journal in the table `journal`: one item a message under conversation, vendor's time and dedupKey, written by one
 * conditional put. Of a message whose body lies in the bodies bucket only the head is stored.
 */
export function createDynamoJournal(options: TableOptions): Journal {
  const table = createTable(options);
  return {
    async record(entry, now) {
      const written = await table.put(itemOf(entry, now), absent(now));
      if (written.done || !written.item) return { status: "recorded", decision: entry.decision };
      if (textOf(written.item, "envelopeId") !== entry.envelopeId) return { status: "replay" };
      return { status: "own-retry", decision: unpackJson(written.item, "decision", decisionSchema) };
    },
  };
}

function itemOf(entry: JournalEntry, now: number) {
  const { message, body, decision } = entry;
  return {
    pk: text(`conv#${keyPart(message.appId)}#${keyPart(message.conversationId)}`),
    sk: text(`msg#${sortable(keyTimeOf(message))}#${keyPart(entry.dedupKey)}`),
    envelopeId: text(entry.envelopeId),
    kind: text(message.kind),
    appId: text(message.appId),
    receivedAt: number(entry.receivedAt),
    message: packJson(body ? headOf(message) : message, "a message"),
    ...(body ? { bodyKey: text(body.key), bodyBytes: number(body.bytes) } : {}),
    decision: packJson(decision, "a decision"),
    expiresAt: expiryAfter(KEPT_DAYS, now),
  };
}

/** What every kind has. */
function headOf(message: InboundMessage): MessageHead & { kind: string } {
  const { kind, appId, wxid, conversationId, chat, sender, fromSelf, newMsgId, msgId, sentAt, undated, mentions } =
    message;
  return {
    kind,
    appId,
    wxid,
    conversationId,
    chat,
    sender,
    fromSelf,
    ...(newMsgId === undefined ? {} : { newMsgId }),
    ...(msgId === undefined ? {} : { msgId }),
    sentAt,
    ...(undated ? { undated } : {}),
    mentions,
  };
}
