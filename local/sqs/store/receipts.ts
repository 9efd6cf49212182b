import type { DatabaseSync } from "node:sqlite";
import type { QueuedMessage } from "../memory/message.ts";

/** A receive as it is kept; times are epoch milliseconds. */
export type StoredReceipt = Pick<QueuedMessage, "receiveCount" | "firstReceivedAt" | "lastReceivedAt">;

export type ReceiptStore = {
  /** Writes down a receive or a change of visibility. */
  save(seq: number, receipt: StoredReceipt, visibleAt: number): void;
  remove(seq: number): void;
  /** Call it before the queue's messages are removed. */
  removeAll(queueId: number): void;
};

/** Statements on the table `receipts`. */
export function createReceiptStore(database: DatabaseSync): ReceiptStore {
  const save = database.prepare(
    `INSERT INTO receipts VALUES (?, ?, ?, ?, ?) ON CONFLICT (seq) DO UPDATE SET receive_count = excluded.receive_count,
     first_received_at = excluded.first_received_at, last_received_at = excluded.last_received_at,
     visible_at = excluded.visible_at`,
  );
  const remove = database.prepare("DELETE FROM receipts WHERE seq = ?");
  const removeAll = database.prepare("DELETE FROM receipts WHERE seq IN (SELECT seq FROM messages WHERE queue_id = ?)");
  return {
    save(seq, { receiveCount, firstReceivedAt, lastReceivedAt }, visibleAt) {
      save.run(seq, receiveCount, firstReceivedAt, lastReceivedAt, visibleAt);
    },
    remove: (seq) => void remove.run(seq),
    removeAll: (queueId) => void removeAll.run(queueId),
  };
}
