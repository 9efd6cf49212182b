import type { DatabaseSync } from "node:sqlite";
import type { QueuedMessage } from "../memory/message.ts";
import { type Row, text, whole } from "./rows.ts";

/** Every message of every queue with its receipt, in the order of their `seq`, with the queue's id. `now`: epoch ms. */
export function* loadMessages(
  database: DatabaseSync,
  now: number,
): Iterable<{ queueId: number; message: QueuedMessage }> {
  const all = database.prepare(
    `SELECT m.seq, queue_id, group_id, sent_at, available_at, coalesce(receive_count, 0) AS receive_count,
     coalesce(first_received_at, 0) AS first_received_at, coalesce(last_received_at, 0) AS last_received_at,
     coalesce(visible_at, 0) AS visible_at FROM messages m LEFT JOIN receipts r ON r.seq = m.seq ORDER BY m.seq`,
  );
  for (const row of all.iterate()) yield { queueId: whole(row, "queue_id"), message: messageIn(row, now) };
}

function messageIn(row: Row, now: number): QueuedMessage {
  const receiveCount = whole(row, "receive_count");
  const dueAt = receiveCount > 0 ? whole(row, "visible_at") : whole(row, "available_at");
  const hidden = receiveCount > 0 ? "in-flight" : "delayed";
  return {
    seq: whole(row, "seq"),
    group: text(row, "group_id"),
    sentAt: whole(row, "sent_at"),
    phase: dueAt > now ? hidden : "ready",
    dueAt,
    receiveCount,
    firstReceivedAt: whole(row, "first_received_at"),
    lastReceivedAt: whole(row, "last_received_at"),
    heapIndex: -1,
  };
}
