import { AppError } from "../../kernel/domain/errors.ts";
import { keyTimeOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage, MessageHead } from "../../messages/domain/inbound-message.ts";
import {
  expiryAfter,
  flag,
  type Item,
  isExpired,
  number,
  sortable,
  text,
  textOf,
} from "../../platform/dynamodb/attributes.ts";
import { PACKED_LIMIT, packJson, packJsonInto, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { absent, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Decided, Journal, JournalEntry, StoredDecisions } from "../application/ports/journal.ts";
import { decisionSchema } from "../domain/decision.ts";
import { isListed, KEPT_DAYS } from "../domain/journal.ts";
import { conversationPartition, messageKey } from "./dynamo-journal-key.ts";
import { isReceived, ROWS_A_READ } from "./dynamo-received.ts";

/**
 * The journal in the table `journal`: one item a message under conversation, vendor's time and dedupKey, written by one
 * conditional put, together with those of other accounts that are decided at the same time. Of a message whose body
 * lies in the bodies bucket only the head is stored. Where message and decision do not fit into one item, the message
 * loses its largest parts, and `omitted` names them.
 */
export function createDynamoJournal(options: TableOptions): Journal & StoredDecisions {
  const table = createTable(options);
  return {
    async record(entry, now) {
      const written = await table.joined.put(itemOf(entry, now), absent(now));
      if (written.done || !written.item) return { status: "recorded", decision: entry.decision };
      if (textOf(written.item, "envelopeId") !== entry.envelopeId) return { status: "replay" };
      return { status: "own-retry", decision: unpackJson(written.item, "decision", decisionSchema) };
    },

    async decisionOn({ message, dedupKey, envelopeId }, now) {
      const { appId, conversationId } = message;
      const key = messageKey({ appId, conversationId, time: keyTimeOf(message), dedupKey });
      const item = await table.get(key, { consistent: true });
      if (!item || isExpired(item, now) || textOf(item, "envelopeId") !== envelopeId) return undefined;
      return unpackJson(item, "decision", decisionSchema);
    },

    async heardBefore(message, envelopeId, now) {
      const pk = conversationPartition(message.appId, message.conversationId);
      const pages = table.pages({
        expression: "#pk = :pk AND begins_with(#sk, :prefix)",
        values: { ":pk": text(pk), ":prefix": text("msg#") },
        ConsistentRead: true,
        Limit: ROWS_A_READ,
      });
      for await (const items of pages) if (items.some((item) => isReceived(item, envelopeId, now))) return true;
      return false;
    },
  };
}

function itemOf(entry: JournalEntry, now: number) {
  const { message, body } = entry;
  const decision = packJson(entry.decision, "a decision");
  const room = PACKED_LIMIT - (decision.B?.byteLength ?? Buffer.byteLength(decision.S ?? ""));
  const { appId, conversationId } = message;
  const key = messageKey({ appId, conversationId, time: keyTimeOf(message), dedupKey: entry.dedupKey });
  return {
    pk: text(key.pk),
    sk: text(key.sk),
    envelopeId: text(entry.envelopeId),
    kind: text(message.kind),
    appId: text(appId),
    ...(isListed(message.kind) ? { heardAt: text(`${sortable(entry.receivedAt)}#${entry.envelopeId}`) } : {}),
    ...(message.fromSelf ? { fromSelf: flag(true) } : {}),
    receivedAt: number(entry.receivedAt),
    ...decidedParts(entry.decided),
    ...packMessage(body ? headOf(message) : message, room),
    ...(body ? { bodyKey: text(body.key), bodyBytes: number(body.bytes) } : {}),
    decision,
    expiresAt: expiryAfter(KEPT_DAYS, now),
  };
}

/** Two small attributes, so that a backtest judges by the same time and routing table. */
function decidedParts(decided: Decided | undefined): Item {
  if (!decided) return {};
  return { decidedAt: number(decided.at), routingVersion: number(decided.routingVersion) };
}

/** The message packed into `room` bytes, its largest parts left out where it is too large. */
function packMessage(message: Readonly<Record<string, unknown>>, room: number): Item {
  const left = { ...message };
  const omitted: string[] = [];
  for (;;) {
    const packed = packJsonInto(room, left);
    if (packed) return { message: packed, ...(omitted.length > 0 ? { omitted: text(omitted.join(" ")) } : {}) };
    const largest = largestPart(left);
    if (largest === undefined) {
      throw new AppError("too-large", `a message and its decision do not fit into an item; ${room} bytes are left`, {
        details: { room },
      });
    }
    delete left[largest];
    omitted.push(largest);
  }
}

function largestPart(message: Readonly<Record<string, unknown>>): string | undefined {
  let largest: { name: string; size: number } | undefined;
  for (const [name, value] of Object.entries(message)) {
    const size = JSON.stringify(value)?.length ?? 0;
    if (size > (largest?.size ?? 0)) largest = { name, size };
  }
  return largest?.name;
}

/** The fields that all kinds have. */
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
