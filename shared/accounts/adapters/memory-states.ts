import type { Announcements } from "../application/ports/announcements.ts";
import type { AccountStates } from "../application/ports/states.ts";
import type { Account } from "../domain/account.ts";
import { type Announcement, announcementText, inOrder } from "../domain/announcement.ts";

/** States, and what is untold of them, over `accounts` by appId. */
export function createMemoryStates(accounts: Map<string, Account>): AccountStates & Announcements {
  /** The stored account, where it is still in the state and epoch that the caller knows. */
  function unmoved({ appId, state, epoch }: Account): Account | undefined {
    const known = accounts.get(appId);
    return known?.state === state && known.epoch === epoch ? known : undefined;
  }

  function store(account: Account): Account {
    accounts.set(account.appId, account);
    return account;
  }

  return {
    async transition(account, { to, reason, ...changed }, now, announcement) {
      const known = unmoved(account);
      if (!known) return undefined;
      const { reason: _before, ...kept } = known;
      return store({
        ...kept,
        ...changed,
        ...(reason ? { reason } : {}),
        untold: withMore(kept.untold, announcement),
        state: to,
        epoch: known.epoch + 1,
        stateSince: now,
        updatedAt: now,
      });
    },
    async explain(account, reason, now, announcement) {
      const known = unmoved(account);
      if (!known) return undefined;
      const { reason: _before, ...kept } = known;
      const untold = withMore(kept.untold, announcement);
      return store({ ...kept, ...(reason ? { reason } : {}), untold, updatedAt: now });
    },
    async trust(account, now) {
      const known = unmoved(account);
      if (known) store({ ...known, refusedSends: 0, updatedAt: now });
      return known !== undefined;
    },
    async markTold(appId, announcements) {
      const known = accounts.get(appId);
      if (!known) return;
      const gone = new Set(announcements.map(announcementText));
      store({ ...known, untold: known.untold.filter((one) => !gone.has(announcementText(one))) });
    },
  };
}

/** A set, as in the database: an announcement that is untold already stays once. */
function withMore(untold: readonly Announcement[], more: Announcement | undefined): Announcement[] {
  if (!more) return [...untold];
  return inOrder([...untold.filter((one) => announcementText(one) !== announcementText(more)), more]);
}
