import type { KeptWebAccess, WebAccessRows } from "../application/ports/web-access.ts";

export function createMemoryWebAccess(): WebAccessRows {
  const rows = new Map<string, KeptWebAccess>();
  return {
    get: async (appId) => rows.get(appId),
    async put(appId, access, after) {
      if ((rows.get(appId)?.revision ?? 0) !== after) return false;
      rows.set(appId, { access, revision: after + 1 });
      return true;
    },
  };
}
