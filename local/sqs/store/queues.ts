import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { text, whole } from "./rows.ts";

const stringMap = z.record(z.string(), z.string());

/** A queue as it is kept; times in epoch milliseconds. */
export type StoredQueue = {
  id: number;
  name: string;
  createdAt: number;
  modifiedAt: number;
  attributes: Record<string, string>;
  tags: Record<string, string>;
};

export type QueueStore = {
  /** Returns the id of the new queue. */
  insert(queue: Omit<StoredQueue, "id">): number;
  update(queue: StoredQueue): void;
  /** Removes the queue and what deduplication remembers of it; its messages are removed by the message store. */
  remove(id: number): void;
  load(): StoredQueue[];
};

/** Statements on the table `queues`. */
export function createQueueStore(database: DatabaseSync): QueueStore {
  const insert = database.prepare(
    "INSERT INTO queues (name, created_at, modified_at, attributes, tags) VALUES (?, ?, ?, ?, ?)",
  );
  const update = database.prepare("UPDATE queues SET modified_at = ?, attributes = ?, tags = ? WHERE id = ?");
  const remove = database.prepare("DELETE FROM queues WHERE id = ?");
  const forget = database.prepare("DELETE FROM deduplications WHERE queue_id = ?");
  const all = database.prepare("SELECT * FROM queues ORDER BY id");
  return {
    insert(queue) {
      const attributes = JSON.stringify(queue.attributes);
      const tags = JSON.stringify(queue.tags);
      return Number(insert.run(queue.name, queue.createdAt, queue.modifiedAt, attributes, tags).lastInsertRowid);
    },
    update(queue) {
      update.run(queue.modifiedAt, JSON.stringify(queue.attributes), JSON.stringify(queue.tags), queue.id);
    },
    remove(id) {
      forget.run(id);
      remove.run(id);
    },
    load: () =>
      all.all().map((row) => ({
        id: whole(row, "id"),
        name: text(row, "name"),
        createdAt: whole(row, "created_at"),
        modifiedAt: whole(row, "modified_at"),
        attributes: stringMap.parse(JSON.parse(text(row, "attributes"))),
        tags: stringMap.parse(JSON.parse(text(row, "tags"))),
      })),
  };
}
