import type { DatabaseSync } from "node:sqlite";
import type { Rule } from "./rule.ts";

/** The rules that callers made, as they are kept. */
export type OwnRules = {
  load(): Rule[];
  save(rule: Rule): void;
  remove(rule: Rule): void;
};

export function createOwnRules(db: DatabaseSync): OwnRules {
  db.exec("CREATE TABLE IF NOT EXISTS own_rules (arn TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;");
  const all = db.prepare("SELECT body FROM own_rules ORDER BY arn");
  const upsert = db.prepare("INSERT OR REPLACE INTO own_rules VALUES (?, ?)");
  const remove = db.prepare("DELETE FROM own_rules WHERE arn = ?");
  return {
    load: () => all.all().map(({ body }): Rule => JSON.parse(String(body))),
    save: (rule) => void upsert.run(rule.arn, JSON.stringify(rule)),
    remove: ({ arn }) => void remove.run(arn),
  };
}
