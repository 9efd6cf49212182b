import type { DatabaseSync } from "node:sqlite";

export type Settings = { callbackUrl(): string | undefined; setCallbackUrl(url: string): void };

/** What the vendor remembers of a gateway token: the callback URL, once `setCallback` has been called. */
export function createSettings(db: DatabaseSync, defaultCallbackUrl: string | undefined): Settings {
  const select = db.prepare("SELECT value FROM settings WHERE name = 'callbackUrl'");
  const upsert = db.prepare("INSERT OR REPLACE INTO settings VALUES ('callbackUrl', ?)");
  const stored = select.get()?.value;
  let url = typeof stored === "string" ? stored : defaultCallbackUrl;
  return {
    callbackUrl: () => url,
    setCallbackUrl(next) {
      upsert.run(next);
      url = next;
    },
  };
}
