import type { DatabaseSync } from "node:sqlite";

/** One event on its way to one target. */
export type Parcel = { ruleName: string; busName: string; targetId: string; event: string };

/** A parcel that is stored; `since`: epoch ms; `attempts` are counted in memory and begin anew with the process. */
export type StoredParcel = Parcel & { readonly n: number; readonly since: number; attempts: number };

export type ParcelStore = {
  insert(parcel: Parcel, since: number): StoredParcel;
  remove(n: number): void;
  /** All parcels, oldest first. */
  load(): StoredParcel[];
};

export function createParcelStore(db: DatabaseSync): ParcelStore {
  db.exec(`CREATE TABLE IF NOT EXISTS parcels (n INTEGER PRIMARY KEY AUTOINCREMENT, ruleName TEXT NOT NULL,
    busName TEXT NOT NULL, targetId TEXT NOT NULL, event TEXT NOT NULL, since INTEGER NOT NULL) STRICT;`);
  const insert = db.prepare("INSERT INTO parcels (ruleName, busName, targetId, event, since) VALUES (?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM parcels WHERE n = ?");
  const all = db.prepare("SELECT * FROM parcels ORDER BY n");
  return {
    insert(parcel, since) {
      const { ruleName, busName, targetId, event } = parcel;
      const { lastInsertRowid } = insert.run(ruleName, busName, targetId, event, since);
      return { ...parcel, n: Number(lastInsertRowid), since, attempts: 0 };
    },
    remove: (n) => void remove.run(n),
    load: () =>
      all.all().map((row) => ({
        n: Number(row.n),
        ruleName: String(row.ruleName),
        busName: String(row.busName),
        targetId: String(row.targetId),
        event: String(row.event),
        since: Number(row.since),
        attempts: 0,
      })),
  };
}
