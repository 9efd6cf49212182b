import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";

/** What an account has of one kind, in the order in which it came. */
export type Shelf<T> = {
  get(id: string): T | undefined;
  put(id: string, thing: T): void;
  /** Whether it was there. */
  delete(id: string): boolean;
  list(): { readonly id: string; readonly thing: T }[];
};

/** The shelf of an account and a kind; its things have the form of the schema. */
export type Shelves = <T>(appId: string, kind: string, schema: z.ZodType<T>) => Shelf<T>;

const row = z.object({ id: z.string(), body: z.string() });

/** Everything that WeChat keeps for accounts beside people, tokens and temporary media. */
export function createShelves(db: DatabaseSync): Shelves {
  const one = db.prepare("SELECT id, body FROM weixinThings WHERE appId = ? AND kind = ? AND id = ?");
  const all = db.prepare("SELECT id, body FROM weixinThings WHERE appId = ? AND kind = ? ORDER BY n");
  const upsert = db.prepare(
    "INSERT INTO weixinThings (appId, kind, id, body) VALUES (?, ?, ?, ?) ON CONFLICT (appId, kind, id) DO UPDATE SET body = excluded.body",
  );
  const remove = db.prepare("DELETE FROM weixinThings WHERE appId = ? AND kind = ? AND id = ?");
  return (appId, kind, schema) => {
    const read = (found: unknown) => {
      const { id, body } = row.parse(found);
      return { id, thing: schema.parse(JSON.parse(body)) };
    };
    return {
      get(id) {
        const found = one.get(appId, kind, id);
        return found && read(found).thing;
      },
      put: (id, thing) => void upsert.run(appId, kind, id, JSON.stringify(thing)),
      delete: (id) => remove.run(appId, kind, id).changes > 0,
      list: () => all.all(appId, kind).map(read),
    };
  };
}
