import { AppError } from "../../kernel/domain/errors.ts";
import type { AccountRegistry } from "../application/ports/registry.ts";
import { type Account, newAccount } from "../domain/account.ts";

/** The registry over `accounts` by appId. */
export function createMemoryRegistry(accounts: Map<string, Account>): AccountRegistry {
  return {
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
    async remove(appId) {
      return accounts.get(appId)?.registered === true && accounts.delete(appId);
    },
  };
}
