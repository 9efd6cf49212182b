import type { DatabaseSync } from "node:sqlite";
import { parseLossless } from "../../../lossless-json.ts";

/** What waits for a poll: callback bodies of an account, in order. */
export type Outbox = {
  put(appId: string, body: string): void;
  /** What stands behind the cursor, at most a hundred, and the cursor after it. They stay: cursors may go back. */
  read(appId: string, cursor: string): { messages: unknown[]; cursor: string };
};

export function createOutbox(db: DatabaseSync): Outbox {
  const insert = db.prepare("INSERT INTO outbox (appId, body) VALUES (?, ?)");
  const select = db.prepare("SELECT n, body FROM outbox WHERE appId = ? AND n > ? ORDER BY n LIMIT 100");
  return {
    put(appId, body) {
      insert.run(appId, body);
    },
    read(appId, cursor) {
      const rows = select.all(appId, Number(cursor));
      return {
        messages: rows.map(({ body }) => parseLossless(String(body))),
        cursor: String(rows.at(-1)?.n ?? cursor),
      };
    },
  };
}
