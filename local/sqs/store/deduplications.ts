import type { DatabaseSync } from "node:sqlite";
import { text, whole } from "./rows.ts";

/** How long a deduplication id is remembered after its first send, in milliseconds. Source: SQS developer guide. */
const DEDUPLICATION_MS = 5 * 60_000;

/** How many forgotten ids one sweep removes, and how many new ones lie between two sweeps. */
const SWEEP = { remove: 512, every: 256 } as const;

/** The send that a deduplication id stands for. */
export type FirstSend = { messageId: string; seq: number };

export type DeduplicationStore = {
  /** Remembers the send, or returns the first one that used the key within the last five minutes. */
  claim(queueId: number, key: string, send: FirstSend, now: number): FirstSend | undefined;
};

/** Statements on the table `deduplications`; its rows stand in the order of their expiry. */
export function createDeduplicationStore(database: DatabaseSync): DeduplicationStore {
  const insert = database.prepare(
    `INSERT INTO deduplications (queue_id, key, message_id, seq, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const select = database.prepare("SELECT * FROM deduplications WHERE queue_id = ? AND key = ?");
  const remove = database.prepare("DELETE FROM deduplications WHERE id = ?");
  const sweep = database.prepare(
    `DELETE FROM deduplications WHERE expires_at <= ?
     AND id IN (SELECT id FROM deduplications ORDER BY id LIMIT ${SWEEP.remove})`,
  );
  let untilSweep: number = SWEEP.every;

  return {
    claim(queueId, key, send, now) {
      if (--untilSweep <= 0) {
        untilSweep = SWEEP.every;
        sweep.run(now);
      }
      const add = () => insert.run(queueId, key, send.messageId, send.seq, now + DEDUPLICATION_MS).changes;
      if (add() > 0) return undefined;
      const row = select.get(queueId, key);
      if (row && whole(row, "expires_at") > now) return { messageId: text(row, "message_id"), seq: whole(row, "seq") };
      if (row) remove.run(whole(row, "id"));
      add();
      return undefined;
    },
  };
}
