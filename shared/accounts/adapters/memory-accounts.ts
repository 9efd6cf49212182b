import type { FleetWxids } from "../application/ports/fleet-wxids.ts";
import type { AccountStore } from "../application/ports/store.ts";
import { type Account, wxidsOf } from "../domain/account.ts";
import { createMemoryRegistry } from "./memory-registry.ts";
import { createMemoryStates } from "./memory-states.ts";

/** All that is stored of accounts, in memory. */
export function createMemoryAccounts(initial: readonly Account[] = []): AccountStore {
  const accounts = new Map(initial.map((account) => [account.appId, account]));
  return {
    async get(appId) {
      return accounts.get(appId);
    },
    async list() {
      return [...accounts.values()].sort((a, b) => (a.appId < b.appId ? -1 : 1));
    },
    ...createMemoryRegistry(accounts),
    ...createMemoryStates(accounts),
    ...createFleetWxids(accounts),
  };
}

function createFleetWxids(accounts: ReadonlyMap<string, Account>): FleetWxids {
  let noted: ReadonlySet<string> = new Set();
  return {
    async wxids(known, now) {
      const wxids = wxidsOf([...accounts.values()]);
      return known && isSame(known.wxids, wxids) ? known : { wxids, listedAt: now };
    },
    async noteWxids(wxids) {
      const isNew = !isSame(noted, wxids);
      noted = wxids;
      return isNew;
    },
  };
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((wxid) => others.has(wxid));
}
