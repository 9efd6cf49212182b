import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { optionalText, optionalWhole, type Row, text, whole } from "./rows.ts";

const status = z.enum(["RUNNING", "COMPLETED", "CANCELLED", "FAILED"]);

/** A message move task; queues by name, time in epoch milliseconds. */
export type MoveTask = {
  readonly handle: string;
  readonly source: string;
  /** Absent: each message returns to the queue that it came from. */
  readonly destination: string | undefined;
  /** Messages per second. */
  readonly rate: number | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  status: z.infer<typeof status>;
  moved: number;
  failure: string | undefined;
};

export type MoveTaskStore = {
  insert(task: MoveTask): void;
  /** Writes status, moved and failure. */
  update(task: MoveTask): void;
  /** Every task, newest first. */
  load(): MoveTask[];
};

/** Statements on the table `move_tasks`. */
export function createMoveTaskStore(database: DatabaseSync): MoveTaskStore {
  const insert = database.prepare(
    `INSERT INTO move_tasks (handle, source, destination, rate, status, moved, to_move, started_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare("UPDATE move_tasks SET status = ?, moved = ?, failure = ? WHERE handle = ?");
  const all = database.prepare("SELECT * FROM move_tasks ORDER BY id DESC");
  const fromRow = (row: Row): MoveTask => ({
    handle: text(row, "handle"),
    source: text(row, "source"),
    destination: optionalText(row, "destination"),
    rate: optionalWhole(row, "rate"),
    startedAt: whole(row, "started_at"),
    toMove: whole(row, "to_move"),
    status: status.parse(row.status),
    moved: whole(row, "moved"),
    failure: optionalText(row, "failure"),
  });
  return {
    insert(t) {
      const { destination = null, rate = null } = t;
      insert.run(t.handle, t.source, destination, rate, t.status, t.moved, t.toMove, t.startedAt);
    },
    update(task) {
      update.run(task.status, task.moved, task.failure ?? null, task.handle);
    },
    load: () => all.all().map(fromRow),
  };
}
