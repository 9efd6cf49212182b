import type { DatabaseSync } from "node:sqlite";
import { type Schedule, scheduleSchema } from "./schedule.ts";

/** The next run of a schedule: the time that its expression says, and when it is made (later in a flexible window); epoch ms. */
export type NextRun = { readonly time: number; readonly due: number };
export type Scheduled = { readonly schedule: Schedule; readonly next: NextRun | undefined };
export type Group = { readonly name: string; readonly createdAt: number };

export type ScheduleStore = {
  find(group: string, name: string): Schedule | undefined;
  /** By group and name. */
  list(): readonly Schedule[];
  put(schedule: Schedule, next: NextRun | undefined): void;
  remove(group: string, name: string): void;
  /** Those whose next run is due at `now`. */
  due(now: number): readonly Scheduled[];
  /** When the first of all next runs is due; infinity when that is never. */
  soonest(): number;
  groups(): readonly Group[];
  addGroup(group: Group): void;
  /** With all its schedules. */
  removeGroup(name: string): void;
};

/** Schedules and their groups in `db`. The group `default` is always there. */
export function createScheduleStore(db: DatabaseSync): ScheduleStore {
  db.exec(`CREATE TABLE IF NOT EXISTS schedules (grp TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
      createdAt INTEGER NOT NULL, changedAt INTEGER NOT NULL, token TEXT, time INTEGER, due INTEGER,
      PRIMARY KEY (grp, name)) STRICT;
    CREATE INDEX IF NOT EXISTS schedules_due ON schedules (due);
    CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL) STRICT;
    INSERT OR IGNORE INTO groups VALUES ('default', 0);`);
  const one = db.prepare("SELECT * FROM schedules WHERE grp = ? AND name = ?");
  const all = db.prepare("SELECT * FROM schedules ORDER BY grp, name");
  const due = db.prepare("SELECT * FROM schedules WHERE due <= ? ORDER BY due");
  const soonest = db.prepare("SELECT min(due) AS due FROM schedules");
  const put = db.prepare("INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM schedules WHERE grp = ? AND name = ?");
  const empty = db.prepare("DELETE FROM schedules WHERE grp = ?");
  const groups = db.prepare("SELECT * FROM groups ORDER BY name");
  const addGroup = db.prepare("INSERT INTO groups VALUES (?, ?)");
  const removeGroup = db.prepare("DELETE FROM groups WHERE name = ?");
  return {
    find(group, name) {
      const row = one.get(group, name);
      return row && scheduleOf(row);
    },
    list: () => all.all().map(scheduleOf),
    put({ createdAt, changedAt, clientToken, ...input }, next) {
      const body = JSON.stringify(input);
      const { GroupName, Name } = input;
      put.run(GroupName, Name, body, createdAt, changedAt, clientToken ?? null, next?.time ?? null, next?.due ?? null);
    },
    remove: (group, name) => void remove.run(group, name),
    due: (now) =>
      due.all(now).map((row) => ({
        schedule: scheduleOf(row),
        next: { time: Number(row.time), due: Number(row.due) },
      })),
    soonest() {
      const first = soonest.get()?.due;
      return typeof first === "number" ? first : Number.POSITIVE_INFINITY;
    },
    groups: () => groups.all().map((row) => ({ name: String(row.name), createdAt: Number(row.createdAt) })),
    addGroup: ({ name, createdAt }) => void addGroup.run(name, createdAt),
    removeGroup(name) {
      empty.run(name);
      removeGroup.run(name);
    },
  };
}

function scheduleOf(row: Record<string, unknown>): Schedule {
  return {
    ...scheduleSchema.parse(JSON.parse(String(row.body))),
    createdAt: Number(row.createdAt),
    changedAt: Number(row.changedAt),
    clientToken: typeof row.token === "string" ? row.token : undefined,
  };
}
