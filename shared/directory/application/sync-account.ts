import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { chunks } from "../../kernel/domain/chunks.ts";
import { contactKindOf, type Group } from "../domain/directory.ts";
import type { DelayedTask, DirectoryTask } from "../domain/task.ts";
import { allRows } from "./all-rows.ts";
import type { AddressBook } from "./ports/address-book.ts";
import type { DirectoryQueue } from "./ports/queue.ts";
import type { DirectoryStore } from "./ports/store.ts";
import { createRemoveMissing } from "./remove-missing.ts";

export type SyncAccountDeps = {
  readonly directory: DirectoryStore;
  readonly addressBook: Pick<AddressBook, "ids">;
  readonly queue: DirectoryQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * A sync is not repeated within this time, ms: somewhat less than a day, as the daily ones come an hour early or late.
 */
const DAILY = 20 * 3_600_000;
/** The same for one that a person asked for. */
const ASKED = 60_000;

const PEOPLE_A_CALL = 50;
/** Calls of one account a second. */
const PACE = 2;
/** SQS delays a message by at most this, s. */
const LONGEST_DELAY = 900;

/**
 * Reads an account's address book, removes what is no longer in it, and queues the rest of the work in bounded tasks,
 * spread so that the gateway gets two calls a second. At most once a day, unless a person asks for it. A retry after a
 * crash goes on with the sync that the same request began.
 */
export function createSyncAccount(
  deps: SyncAccountDeps,
): (task: Extract<DirectoryTask, { type: "sync-account" }>) => Promise<void> {
  const { directory, metrics } = deps;
  const removeMissing = createRemoveMissing(deps);

  async function groupTasks(appId: string, listed: readonly string[], at: number): Promise<DirectoryTask[]> {
    const groups = await allRows<Group>(async (limit, from) => {
      const { groups: rows, ...next } = await directory.groups(appId, limit, from);
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
