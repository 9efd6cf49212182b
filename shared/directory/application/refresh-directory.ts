import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { contactKindOf } from "../domain/directory.ts";
import type { DirectoryTask } from "../domain/task.ts";
import type { AddressBook } from "./ports/address-book.ts";
import type { DirectoryStore } from "./ports/store.ts";

type Task<T extends DirectoryTask["type"]> = Extract<DirectoryTask, { type: T }>;

export type RefreshDirectoryDeps = {
  readonly directory: DirectoryStore;
  readonly addressBook: Pick<AddressBook, "people" | "group">;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/**
 * Brings single rows up to date. A contact is stamped with the time of what caused the task, because its data do not
 * prove that it is still a contact; a group with the time of the question, because only members get an answer: so one
 * answer covers all changes that were announced before it.
 */
export function createRefreshDirectory({ directory, addressBook, clock, metrics }: RefreshDirectoryDeps) {
  return {
    async contacts({ appId, kind, wxids, at }: Task<"sync-contacts">): Promise<void> {
      const people = await addressBook.people(appId, wxids);
      await directory.putContacts(
        appId,
        people.map((person) => ({ ...person, kind, updatedAt: at })),
      );
      metrics.count("DirectoryContactsRead", people.length);
    },

    async contact({ appId, wxid, at }: Task<"refresh-contact">): Promise<void> {
      const known = await directory.contact(appId, wxid);
      if (known && known.updatedAt >= at) {
        metrics.count("DirectoryRefreshCovered");
        return;
      }
      const [person] = await addressBook.people(appId, [wxid]);
      if (!person) return;
      await directory.putContact(appId, { ...person, kind: known?.kind ?? contactKindOf(wxid), updatedAt: at });
      metrics.count("DirectoryContactsRead");
    },

    /** A sync that began later has seen for itself whether the contact is there. */
    async contactGone({ appId, wxid, at }: Task<"remove-contact">): Promise<void> {
      const sync = await directory.sync(appId);
      if (sync && sync.startedAt > at) return;
      await directory.removeContact(appId, wxid, at);
      metrics.count("DirectoryContactsRemoved");
    },

    async group({ appId, groupId, at, doubted }: Task<"refresh-group">): Promise<void> {
      const known = await directory.group(appId, groupId);
      if (known && known.updatedAt >= at) {
        metrics.count("DirectoryRefreshCovered");
        return;
      }
      const asked = clock.now();
      try {
        const { group, members } = await addressBook.group(appId, groupId);
        await directory.putGroup(appId, { ...group, updatedAt: asked }, members);
        metrics.count("DirectoryGroupsRead");
      } catch (error) {
        if (!doubted || !(error instanceof AppError) || error.code !== "refused") throw error;
        await directory.removeGroup(appId, groupId, asked);
        metrics.count("DirectoryGroupsRemoved");
      }
    },
  };
}
