import type { DatabaseSync } from "node:sqlite";
import type { QueuedMessage } from "../memory/message.ts";
import { loadMessages } from "./load-messages.ts";
import { createReceiptStore, type ReceiptStore } from "./receipts.ts";
import { optionalText, type Row, text, whole } from "./rows.ts";

/** A message as it is kept; texts that are absent are "" (group, deduplication id) or undefined. */
export type StoredMessage = {
  seq: number;
  queueId: number;
  messageId: string;
  group: string;
  deduplicationId: string;
  sentAt: number;
  availableAt: number;
  bodyMd5: string;
  traceHeader: string | undefined;
  /** Name of the queue whose redrive policy brought it here. */
  deadLetterSource: string | undefined;
  /** Message attributes as JSON. */
  attributes: string | undefined;
  body: string;
};

/** Where a message goes when it leaves one queue for another. */
export type Move = {
  from: number;
  to: number;
  queueId: number;
  messageId: string;
  sentAt: number;
  deadLetterSource: string | undefined;
};

export type MessageStore = {
  insert(message: StoredMessage): void;
  read(seq: number): StoredMessage;
  /** Writes down a receive or a change of visibility. */
  saveReceipt: ReceiptStore["save"];
  setAvailableAt(seq: number, availableAt: number): void;
  /** The receipts of the message do not go along. */
  move(move: Move): void;
  remove(seq: number): void;
  removeAll(queueId: number): void;
  /** Every message of every queue, in the order of their `seq`, with the queue's id. */
  load(now: number): Iterable<{ queueId: number; message: QueuedMessage }>;
};

/** Statements on the tables `messages` and `receipts`. */
export function createMessageStore(database: DatabaseSync): MessageStore {
  const receipts = createReceiptStore(database);
  const insert = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const select = database.prepare("SELECT * FROM messages WHERE seq = ?");
  const setAvailableAt = database.prepare("UPDATE messages SET available_at = ? WHERE seq = ?");
  const move = database.prepare(
    `UPDATE messages SET seq = ?, queue_id = ?, message_id = ?, sent_at = ?, available_at = ?, dead_letter_source = ?
     WHERE seq = ?`,
  );
  const remove = database.prepare("DELETE FROM messages WHERE seq = ?");
  const removeAll = database.prepare("DELETE FROM messages WHERE queue_id = ?");

  return {
    insert(m) {
      const head = [m.seq, m.queueId, m.messageId, m.group, m.deduplicationId, m.sentAt, m.availableAt, m.bodyMd5];
      const { traceHeader = null, deadLetterSource = null, attributes = null } = m;
      insert.run(...head, traceHeader, deadLetterSource, attributes, m.body);
    },
    read(seq) {
      const row = select.get(seq);
      if (!row) throw new Error(`message ${seq} is missing in the store`);
      return fromRow(row);
    },
    saveReceipt: receipts.save,
    setAvailableAt: (seq, availableAt) => void setAvailableAt.run(availableAt, seq),
    move(m) {
      receipts.remove(m.from);
      move.run(m.to, m.queueId, m.messageId, m.sentAt, m.sentAt, m.deadLetterSource ?? null, m.from);
    },
    remove(seq) {
      remove.run(seq);
      receipts.remove(seq);
    },
    removeAll(queueId) {
      receipts.removeAll(queueId);
      removeAll.run(queueId);
    },
    load: (now) => loadMessages(database, now),
  };
}

function fromRow(row: Row): StoredMessage {
  return {
    seq: whole(row, "seq"),
    queueId: whole(row, "queue_id"),
    messageId: text(row, "message_id"),
    group: text(row, "group_id"),
    deduplicationId: text(row, "deduplication_id"),
    sentAt: whole(row, "sent_at"),
    availableAt: whole(row, "available_at"),
    bodyMd5: text(row, "body_md5"),
    traceHeader: optionalText(row, "trace_header"),
    deadLetterSource: optionalText(row, "dead_letter_source"),
    attributes: optionalText(row, "attributes"),
    body: text(row, "body"),
  };
}
