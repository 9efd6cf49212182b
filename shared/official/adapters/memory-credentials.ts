import type { CredentialRows, Kept } from "../application/ports/credential-rows.ts";

/** Credentials of one kind in memory. */
export function createMemoryCredentials<T>(): CredentialRows<T> {
  const rows = new Map<string, Kept<T>>();
  return {
    async get(appId) {
      return rows.get(appId);
    },
    async put(appId, value, after) {
      if ((rows.get(appId)?.revision ?? 0) !== after) return false;
      rows.set(appId, { revision: after + 1, ...(value === undefined ? {} : { value }) });
      return true;
    },
  };
}
