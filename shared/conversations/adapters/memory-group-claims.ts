import type { GroupClaims } from "../application/ports/group-claims.ts";

/** Claims in memory. */
export function createMemoryGroupClaims(): GroupClaims {
  const owners = new Map<string, string>();
  return {
    async claim(groupId, key, appId) {
      const word = JSON.stringify([groupId, key]);
      const owner = owners.get(word) ?? appId;
      owners.set(word, owner);
      return owner;
    },
  };
}
