import type { Durability } from "../../durability.ts";
import { createDeduplicationStore, type DeduplicationStore } from "./deduplications.ts";
import { createMessageStore, type MessageStore } from "./messages.ts";
import { createMoveTaskStore, type MoveTaskStore } from "./move-tasks.ts";
import { createQueueStore, type QueueStore } from "./queues.ts";
import { whole } from "./rows.ts";
import { openDatabase } from "./schema.ts";

/** How many sequence numbers are set aside at once; a restart skips what was left of them. */
const RESERVED = 10_000;

/** Everything that must outlive the process. */
export type Store = {
  readonly messages: MessageStore;
  readonly queues: QueueStore;
  readonly deduplications: DeduplicationStore;
  readonly moveTasks: MoveTaskStore;
  /** Runs `work` as one transaction: all of it is kept, or, if it throws, nothing. Never nested. */
  transaction<T>(work: () => T): T;
  /** The next sequence number, greater than all before, also after a crash. Call it inside a transaction. */
  nextSeq(): number;
  /** Writes a row; throws where the file cannot be written. */
  check(): void;
  close(): void;
};

/** Opens the store in the SQLite file `path`, or in memory for ":memory:". */
export function createStore(path: string, durability?: Durability): Store {
  const database = openDatabase(path, durability);
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  const reserve = database.prepare(
    `INSERT INTO meta VALUES ('seq', ?) ON CONFLICT (name) DO UPDATE SET value = value + ? RETURNING value`,
  );
  const check = database.prepare(
    "INSERT INTO meta VALUES ('check', 0) ON CONFLICT (name) DO UPDATE SET value = value + 1",
  );
  let next = 0;
  let end = 0;

  return {
    messages: createMessageStore(database),
    queues: createQueueStore(database),
    deduplications: createDeduplicationStore(database),
    moveTasks: createMoveTaskStore(database),
    transaction(work) {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        next = end;
        if (database.isTransaction) rollback.run();
        throw error;
      }
    },
    nextSeq() {
      if (next === end) {
        const row = reserve.get(RESERVED, RESERVED);
        if (!row) throw new Error("no sequence numbers could be reserved");
        end = whole(row, "value");
        next = end - RESERVED;
      }
      return ++next;
    },
    check: () => void check.run(),
    close: () => database.close(),
  };
}
