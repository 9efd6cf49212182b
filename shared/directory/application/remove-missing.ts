import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { chunks } from "../../kernel/domain/chunks.ts";
import type { Contact } from "../domain/directory.ts";
import { allRows } from "./all-rows.ts";
import type { Directory } from "./ports/directory.ts";
import type { DirectoryWriter } from "./ports/writer.ts";

const REMOVED_AT_ONCE = 25;

/** A list that lacks more than this many contacts, and more than half of them, is not believed. */
const BELIEVED_LOSS = 20;

/**
 * Removes the known contacts that an address book no longer lists, as of `startedAt` (epoch ms). It removes nothing
 * where most contacts would go at once.
 */
export function createRemoveMissing(deps: {
  readonly directory: Directory & DirectoryWriter;
  readonly metrics: Metrics;
  readonly log: Log;
}): (appId: string, listed: ReadonlySet<string>, startedAt: number) => Promise<void> {
  const { directory, metrics, log } = deps;
  return async (appId, listed, startedAt) => {
    const known = await allRows<Contact>(async (limit, from) => {
      const { contacts: rows, ...next } = await directory.contacts(appId, undefined, limit, from);
      return { rows, ...next };
    });
    const missing = known.filter(({ wxid }) => !listed.has(wxid));
    if (missing.length > BELIEVED_LOSS && missing.length > known.length / 2) {
      metrics.count("DirectoryListShrunk");
      log.warn("an address book lost most of its contacts at once: none is removed", {
        appId,
        known: known.length,
        missing: missing.length,
      });
      return;
    }
    for (const some of chunks(missing, REMOVED_AT_ONCE)) {
      await Promise.all(some.map(({ wxid }) => directory.removeContact(appId, wxid, startedAt)));
    }
    metrics.count("DirectoryContactsRemoved", missing.length);
  };
}
