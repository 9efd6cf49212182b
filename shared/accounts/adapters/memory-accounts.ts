import { AppError } from "../../kernel/domain/errors.ts";
import type { Accounts } from "../application/ports/accounts.ts";
import { type Account, newAccount, wxidsOf } from "../domain/account.ts";
import { type Announcement, announcementText, inOrder } from "../domain/announcement.ts";

/** Accounts in memory. */
export function createMemoryAccounts(initial: readonly Account[] = []): Accounts {
  const accounts = new Map(initial.map((account) => [account.appId, account]));
  let noted: ReadonlySet<string> = new Set();
  return {
    async get(appId) {
      return accounts.get(appId);
    },
    async list() {
      return [...accounts.values()].sort((a, b) => (a.appId < b.appId ? -1 : 1));
    },
    async wxids(known, now) {
      const wxids = wxidsOf([...accounts.values()]);
      return known && isSame(known.wxids, wxids) ? known : { wxids, listedAt: now };
    },
    async noteWxids(wxids) {
      const isNew = !isSame(noted, wxids);
      noted = wxids;
      return isNew;
    },
    async register(account) {
      const { appId } = account;
      const known = accounts.get(appId);
      if (known?.registered) {
        throw new AppError("conflict", `account '${appId}' is registered already`, { details: { appId } });
      }
      accounts.set(appId, { ...account, wxid: account.wxid || (known?.wxid ?? "") });
    },
    async flagUnknown(appId, wxid, now) {
      if (accounts.has(appId)) return false;
      accounts.set(appId, { ...newAccount({ appId, name: "", wxid }, now), registered: false });
      return true;
    },
    async update(appId, change, now) {
      const known = accounts.get(appId);
      if (!known?.registered) return undefined;
      const { limits, ...rest } = known;
      const kept = change.limits === undefined ? limits : (change.limits ?? undefined);
      const account: Account = {
        ...rest,
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.activeSince === undefined ? {} : { activeSince: change.activeSince }),
        ...(change.device === undefined ? {} : { device: change.device }),
        ...(change.ingest === undefined ? {} : { ingest: change.ingest }),
        ...(change.tags === undefined ? {} : { tags: change.tags }),
        ...(kept ? { limits: kept } : {}),
        updatedAt: now,
      };
      accounts.set(appId, account);
      return account;
    },
    async learnWxid(appId, wxid, now) {
      const known = accounts.get(appId);
      if (!known?.registered || known.wxid !== "") return false;
      accounts.set(appId, { ...known, wxid, updatedAt: now });
      return true;
    },
    async transition({ appId, state, epoch }, { to, reason, ...changed }, now, announcement) {
      const known = accounts.get(appId);
      if (known?.state !== state || known.epoch !== epoch) return undefined;
      const { reason: _before, ...kept } = known;
      const account: Account = {
        ...kept,
        ...changed,
        ...(reason ? { reason } : {}),
        untold: withMore(kept.untold, announcement),
        state: to,
        epoch: epoch + 1,
        stateSince: now,
        updatedAt: now,
      };
      accounts.set(appId, account);
      return account;
    },
    async explain({ appId, state, epoch }, reason, now, announcement) {
      const known = accounts.get(appId);
      if (known?.state !== state || known.epoch !== epoch) return undefined;
      const { reason: _before, ...kept } = known;
      const untold = withMore(kept.untold, announcement);
      const account: Account = { ...kept, ...(reason ? { reason } : {}), untold, updatedAt: now };
      accounts.set(appId, account);
      return account;
    },
    async told(appId, announcements) {
      const known = accounts.get(appId);
      if (!known) return;
      const gone = new Set(announcements.map(announcementText));
      accounts.set(appId, { ...known, untold: known.untold.filter((one) => !gone.has(announcementText(one))) });
    },
    async trust({ appId, state, epoch }, now) {
      const known = accounts.get(appId);
      if (known?.state !== state || known.epoch !== epoch) return false;
      accounts.set(appId, { ...known, refusedSends: 0, updatedAt: now });
      return true;
    },
    async remove(appId) {
      return accounts.get(appId)?.registered === true && accounts.delete(appId);
    },
  };
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((wxid) => others.has(wxid));
}

/** A set, as in the database: what is untold already stays once. */
function withMore(untold: readonly Announcement[], more: Announcement | undefined): Announcement[] {
  if (!more) return [...untold];
  return inOrder([...untold.filter((one) => announcementText(one) !== announcementText(more)), more]);
}
