import type { LostCause, LostFriends } from "../application/ports/lost-friends.ts";

/** Lost friends in memory. */
export function createMemoryLostFriends(): LostFriends {
  const accounts = new Map<string, Map<string, LostCause>>();
  return {
    async mark(appId, wxid, cause) {
      accounts.set(appId, new Map(accounts.get(appId)).set(wxid, cause));
    },
    async clear(appId, wxid) {
      accounts.get(appId)?.delete(wxid);
    },
    async of(appId) {
      return new Map(accounts.get(appId));
    },
  };
}
