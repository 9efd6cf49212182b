import type { DatabaseSync } from "node:sqlite";
import type * as z from "zod";

/** Small JSON documents by id, in memory and in a table of the simulator's file. */
export type Documents<T> = {
  get(id: string): T | undefined;
  put(id: string, document: T): void;
  /** Those whose ids begin so, in the order of their ids. */
  startingWith(prefix: string): { readonly id: string; readonly document: T }[];
};

export function createDocuments<T>(
  db: DatabaseSync,
  table:
    | "people"
    | "groups"
    | "labels"
    | "weixinTokens"
    | "weixinTickets"
    | "weixinPlatforms"
    | "weixinAuthorizations"
    | "weixinUsers"
    | "weixinMedia"
    | "payMerchants"
    | "payOrders"
    | "payNotices",
  schema: z.ZodType<T>,
): Documents<T> {
  const upsert = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`);
  const rows = db.prepare(`SELECT id, body FROM ${table}`).all();
  const documents = new Map(rows.map(({ id, body }) => [String(id), schema.parse(JSON.parse(String(body)))]));
  return {
    get: (id) => documents.get(id),
    put(id, document) {
      upsert.run(id, JSON.stringify(document));
      documents.set(id, document);
    },
    startingWith: (prefix) =>
      [...documents]
        .filter(([id]) => id.startsWith(prefix))
        .map(([id, document]) => ({ id, document }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
