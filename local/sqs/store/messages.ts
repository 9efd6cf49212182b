import type { DatabaseSync } from "node:sqlite";
import type { QueuedMessage } from "../memory/message.ts";
import { optionalText, text, whole } from "./rows.ts";

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
  saveReceipt(
    seq: number,
    receipt: Pick<QueuedMessage, "receiveCount" | "firstReceivedAt" | "lastReceivedAt">,
    visibleAt: number,
  ): void;
  setAvailableAt(seq: number, availableAt: number): void;
  move(move: Move): void;
  remove(seq: number): void;
  removeAll(queueId: number): void;
  /** Every message of every queue, in the order of their `seq`, with the queue's id. */
  load(now: number): Iterable<{ queueId: number; message: QueuedMessage }>;
};

/** Statements on the tables `messages` and `receipts`. */
export function createMessageStore(database: DatabaseSync): MessageStore {
  const insert = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const select = database.prepare("SELECT * FROM messages WHERE seq = ?");
  const receipt = database.prepare(
    `INSERT INTO receipts VALUES (?, ?, ?, ?, ?) ON CONFLICT (seq) DO UPDATE SET receive_count = excluded.receive_count,
     first_received_at = excluded.first_received_at, last_received_at = excluded.last_received_at,
     visible_at = excluded.visible_at`,
  );
  const setAvailableAt = database.prepare("UPDATE messages SET available_at = ? WHERE seq = ?");
  const move = database.prepare(
    `UPDATE messages SET seq = ?, queue_id = ?, message_id = ?, sent_at = ?, available_at = ?, dead_letter_source = ?
     WHERE seq = ?`,
  );
  const remove = database.prepare("DELETE FROM messages WHERE seq = ?");
  const removeReceipt = database.prepare("DELETE FROM receipts WHERE seq = ?");
  const removeAll = database.prepare("DELETE FROM messages WHERE queue_id = ?");
  const removeAllReceipts = database.prepare(
    "DELETE FROM receipts WHERE seq IN (SELECT seq FROM messages WHERE queue_id = ?)",
  );
  const all = database.prepare(
    `SELECT m.seq, queue_id, group_id, sent_at, available_at, coalesce(receive_count, 0) AS receive_count,
     coalesce(first_received_at, 0) AS first_received_at, coalesce(last_received_at, 0) AS last_received_at,
     coalesce(visible_at, 0) AS visible_at FROM messages m LEFT JOIN receipts r ON r.seq = m.seq ORDER BY m.seq`,
  );

  return {
    insert(m) {
      insert.run(
        m.seq,
        m.queueId,
        m.messageId,
        m.group,
        m.deduplicationId,
        m.sentAt,
        m.availableAt,
        m.bodyMd5,
        m.traceHeader ?? null,
        m.deadLetterSource ?? null,
        m.attributes ?? null,
        m.body,
      );
    },
    read(seq) {
      const row = select.get(seq);
      if (!row) throw new Error(`message ${seq} is missing in the store`);
      return {
        seq,
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
    },
    saveReceipt(seq, m, visibleAt) {
      receipt.run(seq, m.receiveCount, m.firstReceivedAt, m.lastReceivedAt, visibleAt);
    },
    setAvailableAt(seq, availableAt) {
      setAvailableAt.run(availableAt, seq);
    },
    move(m) {
      removeReceipt.run(m.from);
      move.run(m.to, m.queueId, m.messageId, m.sentAt, m.sentAt, m.deadLetterSource ?? null, m.from);
    },
    remove(seq) {
      remove.run(seq);
      removeReceipt.run(seq);
    },
    removeAll(queueId) {
      removeAllReceipts.run(queueId);
      removeAll.run(queueId);
    },
    *load(now) {
      for (const row of all.iterate()) {
        const receiveCount = whole(row, "receive_count");
        const dueAt = receiveCount > 0 ? whole(row, "visible_at") : whole(row, "available_at");
        const waiting = receiveCount > 0 ? "in-flight" : "delayed";
        const message: QueuedMessage = {
          seq: whole(row, "seq"),
          group: text(row, "group_id"),
          sentAt: whole(row, "sent_at"),
          phase: dueAt > now ? waiting : "ready",
          dueAt,
          receiveCount,
          firstReceivedAt: whole(row, "first_received_at"),
          lastReceivedAt: whole(row, "last_received_at"),
          heapIndex: -1,
        };
        yield { queueId: whole(row, "queue_id"), message };
      }
    },
  };
}
