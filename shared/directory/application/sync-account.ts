import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { contactKindOf } from "../domain/directory.ts";
import type { DelayedTask, DirectoryTask } from "../domain/task.ts";
import type { AddressBook, Directory, DirectoryQueue } from "./ports/directory.ts";

export type SyncAccountDeps = {
  readonly directory: Directory;
  readonly addressBook: Pick<AddressBook, "ids">;
  readonly queue: DirectoryQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** A sync is not repeated within this time, ms: somewhat less than a day, as the daily ones come an hour early or late. */
const DAILY = 20 * 3_600_000;
/** The same for one that a person asked for. */
const ASKED = 60_000;

const PEOPLE_A_CALL = 50;
/** Calls of one account a second. */
const PACE = 2;
/** SQS delays a message by at most this, s. */
const LONGEST_DELAY = 900;

const PAGE = 1000;
const REMOVED_AT_ONCE = 25;

/** A list that lacks more than this many contacts, and more than half of them, is not believed. */
const BELIEVED_LOSS = 20;

/**
 * Reads an account's address book, removes what is no longer in it, and queues the rest of the work in bounded tasks,
 * spread so that the gateway gets two calls a second. At most once a day, unless somebody asks for it. A retry after a
 * crash goes on with the sync that the same request began.
 */
export function createSyncAccount(
  deps: SyncAccountDeps,
): (task: Extract<DirectoryTask, { type: "sync-account" }>) => Promise<void> {
  const { directory, metrics } = deps;

  async function known<T>(list: (cursor?: string) => Promise<{ rows: readonly T[]; cursor?: string }>): Promise<T[]> {
    const all: T[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(cursor);
      all.push(...page.rows);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  }

  async function removeMissing(appId: string, listed: ReadonlySet<string>, startedAt: number): Promise<void> {
    const contacts = await known(async (from) => {
      const { contacts: rows, ...next } = await directory.contacts(appId, undefined, PAGE, from);
      return { rows, ...next };
    });
    const missing = contacts.filter(({ wxid }) => !listed.has(wxid));
    if (missing.length > BELIEVED_LOSS && missing.length > contacts.length / 2) {
      metrics.count("DirectoryListShrunk");
      deps.log.warn("an address book lost most of its contacts at once: none is removed", {
        appId,
        known: contacts.length,
        missing: missing.length,
      });
      return;
    }
    for (const some of chunks(missing, REMOVED_AT_ONCE)) {
      await Promise.all(some.map(({ wxid }) => directory.removeContact(appId, wxid, startedAt)));
    }
    metrics.count("DirectoryContactsRemoved", missing.length);
  }

  async function groupTasks(appId: string, listed: readonly string[], at: number): Promise<DirectoryTask[]> {
    const groups = await known(async (from) => {
      const { groups: rows, ...next } = await directory.groups(appId, PAGE, from);
      return { rows, ...next };
    });
    const saved = new Set(listed);
    const ids = [...saved, ...groups.map(({ id }) => id).filter((id) => !saved.has(id))];
    return ids.map((groupId) => ({ type: "refresh-group", appId, groupId, at, doubted: !saved.has(groupId) }));
  }

  return async ({ appId, request, asked }) => {
    const now = deps.clock.now();
    const sync = await directory.beginSync(appId, request, now, now - (asked ? ASKED : DAILY));
    if (!sync) {
      metrics.count("DirectorySyncSkipped");
      return;
    }
    const { startedAt: at } = sync;
    const ids = await deps.addressBook.ids(appId);
    const people = sorted(ids.people);
    const officials = sorted(ids.officials);
    await removeMissing(appId, new Set([...people, ...officials]), at);
    const groups = await groupTasks(appId, ids.groups, at);
    const byKind = Map.groupBy(people, contactKindOf).set("official", officials);
    const contacts = [...byKind].flatMap(([kind, wxids]) =>
      chunks(wxids, PEOPLE_A_CALL).map(
        (some): DirectoryTask => ({ type: "sync-contacts", appId, kind, wxids: some, at }),
      ),
    );
    await deps.queue.send(spread([...groups, ...contacts]));
    await directory.countSync(appId, at, people.length + officials.length, groups.length);
    metrics.count("DirectorySyncBegun");
  };
}

function spread(tasks: readonly DirectoryTask[]): DelayedTask[] {
  const seconds = Math.min(tasks.length / PACE, LONGEST_DELAY);
  return tasks.map((task, index) => ({ task, delaySeconds: Math.floor((index / tasks.length) * seconds) }));
}

/** Neighbours by id are neighbours in the table, where a range is one read. */
function sorted(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== "").sort();
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
